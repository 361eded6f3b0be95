import type { ImageDataset } from '@archetype/datasets';
import type { ModelSpec, Recipe } from '@archetype/spec';
import { createGraphSet, initialState, keptUntilTaken, type Engine, type GraphSet, type Program, type TensorValues } from '@archetype/training';
import { loadWeights } from '../sources/weights.js';
import { batchesOf, type DataChoice, type RunBatches } from './data.js';
import { requireMemory } from './requireMemory.js';

/** A model compiled on an engine, with its batches. */
export interface Session extends RunBatches {
  readonly graphs: GraphSet;
  readonly program: Program;
  /** Makes the state that it begins with. */
  initial(): Promise<TensorValues>;
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
  const { images, batches: count } = batches.training;
  const whole = Math.min(recipe.batchSize, images);
  // Batch normalisation may refuse a smaller last batch, which would be noticed at the end of the first epoch.
  for (const size of [whole, images - (count - 1) * recipe.batchSize]) graphs.training(size);
  requireMemory(engine, graphs, whole, { training: images, test: batches.test?.images ?? 0 });
  const read = async (): Promise<TensorValues> => (weights === undefined ? new Map() : loadWeights(weights, model));
  const trained = keptUntilTaken(await read(), read);
  const initial = async (): Promise<TensorValues> => new Map([...initialState({ model, recipe }), ...(await trained())]);
  return { ...batches, graphs, initial, program: await engine.compile(graphs) };
}
