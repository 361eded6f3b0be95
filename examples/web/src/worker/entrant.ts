import { createBatches, type ImageDataset } from '@archetype/datasets';
import { defineRecipe, zoo, type Recipe } from '@archetype/spec';
import { batchFeeds, createGraphSet, fit, initialState, type FitEvent } from '@archetype/training';
import type { Settings } from '../messages.js';
import { openEngine } from './engines.js';

/** One engine that trains: its steps come one at a time, so that several can take turns. */
export interface Entrant {
  readonly engine: string;
  readonly environment: Readonly<Record<string, string | number | boolean>>;
  /** Every step and epoch of the training, as `archetype train` tells them. */
  readonly events: AsyncGenerator<FitEvent, void, void>;
  /** The probability of each class. Not while an event is being waited for. */
  classify(pixels: Uint8Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export function recipeOf({ model, epochs, batchSize, seed }: Settings): Recipe {
  return defineRecipe({ name: 'page', model, epochs, batchSize, seed, optimizer: { kind: 'adam', learningRate: 0.005 } });
}

/** The same weights, batches and order for each engine: all of it follows from the settings. */
export async function enter(name: string, settings: Settings, dataset: ImageDataset): Promise<Entrant> {
  const model = zoo[settings.model];
  const recipe = recipeOf(settings);
  const graphs = createGraphSet({ model, recipe, images: dataset.train.shape });
  const engine = await openEngine(name);
  const program = await engine.compile(graphs).catch(async (error: unknown) => {
    await engine.dispose();
    throw error;
  });
  const training = createBatches(dataset.train, { batchSize: recipe.batchSize, seed: recipe.seed, lastBatch: recipe.lastBatch });
  const test = createBatches(dataset.test, { batchSize: 250, shuffle: false });
  return {
    engine: engine.name,
    environment: engine.environment,
    events: fit({ model, recipe, graphs, program, engine, initial: () => initialState({ model, recipe }), training, test }),
    classify: (pixels) => program.predict(batchFeeds(graphs.prediction(1), { pixels, labels: Int32Array.of(0) })),
    async dispose() {
      await program.dispose();
      await engine.dispose();
    },
  };
}
