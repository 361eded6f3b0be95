import { defaultRecipe, defineRecipe, type ModelSpec, type Recipe } from '@archetype/spec';
import { createGraphSet, type StepGraph } from '@archetype/training';
import type { SummaryOptions } from '../commands/summary.js';
import { optimizerOf } from '../train/plan.js';
import { inputFor } from './input.js';

/** The graphs of a model by its recipe, with what was asked for in its place, and the batch. */
export function graphsOf(model: ModelSpec, zooName: string | undefined, { input, batch, optimizer: kind }: Pick<SummaryOptions, 'input' | 'batch' | 'optimizer'>) {
  const base = defaultRecipe(zooName ?? model);
  const recipe = defineRecipe({ ...base, optimizer: optimizerOf(base.optimizer, kind === undefined ? {} : { optimizer: kind }) });
  const graphs = createGraphSet(input === undefined ? { model, recipe } : atInput(model, recipe, inputFor(model, input)));
  return { graphs, batchSize: batch ?? recipe.batchSize };
}

/** A training step of it. */
export function stepGraphOf(...asked: Parameters<typeof graphsOf>): StepGraph {
  const { graphs, batchSize } = graphsOf(...asked);
  return graphs.training(batchSize);
}

/** The recipe's resize would put the image at its own size again. */
function atInput(model: ModelSpec, recipe: Recipe, input: ModelSpec['input']) {
  const { resize: _, ...dataset } = recipe.dataset;
  return { model: { ...model, input }, recipe: defineRecipe({ ...recipe, dataset }) };
}
