import type { Recipe, TensorName } from '@archetype/spec';
import type { Feeds, StepGraph } from '../backend.js';
import { dropoutMasks } from '../masks.js';
import { optimizerRule } from '../optimizers/registry.js';
import { learningRate } from '../schedules/learningRate.js';
import type { Clock } from '../schedules/rule.js';
import type { Batch } from './batchSource.js';

/** What a graph that needs pixels and perhaps labels is fed. */
export function batchFeeds(graph: StepGraph, { pixels, labels }: Batch): Feeds {
  const feeds = new Map<TensorName, Uint8Array | Int32Array>();
  for (const { name, role } of graph.inputs) {
    if (role === 'pixels') feeds.set(name, pixels);
    if (role === 'labels') feeds.set(name, labels);
  }
  return feeds;
}

/**
 * What a training step is fed: the batch, the masks of this step, and the scalars of schedule and optimiser, computed in double precision and
 * rounded once.
 *
 * @param clock its step counts from 0
 */
export function trainingFeeds(graph: StepGraph, batch: Batch, recipe: Recipe, clock: Clock): Feeds {
  const scalars: Readonly<Record<string, number>> = {
    learningRate: learningRate(recipe, clock),
    ...optimizerRule(recipe.optimizer).scalars(recipe.optimizer, clock.step + 1),
  };
  const scalarFeeds = Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)] as const);
  return new Map([...batchFeeds(graph, batch), ...dropoutMasks(graph, recipe.seed, clock.step), ...scalarFeeds]);
}

/** How many classes the model tells apart. */
export function classesOf(graph: StepGraph): number {
  return graph.tensors.get(graph.outputs.logits)?.shape[1] ?? 0;
}
