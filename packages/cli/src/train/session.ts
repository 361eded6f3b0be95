import type { ImageDataset } from '@archetype/datasets';
import type { ModelSpec, Recipe } from '@archetype/spec';
import { createGraphSet, initialState, type Engine, type GraphSet, type Program, type TensorValues } from '@archetype/training';
import { loadWeights } from '../sources/weights.js';
import { batchesOf, type DataChoice, type RunBatches } from './data.js';
import { requireMemory } from './requireMemory.js';

/** A model compiled on an engine, with its batches and the state that it begins with. */
export interface Session extends RunBatches {
  readonly graphs: GraphSet;
  readonly program: Program;
  readonly initial: TensorValues;
}

export interface SessionOptions {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly dataset: ImageDataset;
  readonly data: DataChoice;
  readonly weights?: string | undefined;
  readonly engine: Engine;
}

/** Everything that is wrong with the plan is found here, before the first step and before anything is written. */
export async function openSession({ model, recipe, dataset, data, weights, engine }: SessionOptions): Promise<Session> {
  const batches = batchesOf(dataset, recipe, data);
  const graphs = createGraphSet({ model, recipe, images: dataset.train.shape });
  requireMemory(engine, graphs, Math.min(recipe.batchSize, batches.training.images));
  const fresh = initialState({ model, recipe });
  const initial = weights === undefined ? fresh : new Map([...fresh, ...(await loadWeights(weights, model))]);
  return { ...batches, graphs, initial, program: await engine.compile(graphs) };
}
