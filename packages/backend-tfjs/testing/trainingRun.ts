import { defaultRecipe, type ModelSpec } from '@archetype/spec';
import { createGraphSet, type Feeds, type GraphSet, initialState, type TensorValues, trainingFeeds } from '@archetype/training';

/** What a few steps of training need: graphs, first state, and feeds of random pictures that are the same each time. */
export interface TrainingRun {
  readonly graphs: GraphSet;
  readonly state: TensorValues;
  feeds(step: number, batchSize: number): Feeds;
}

export function trainingRun(model: ModelSpec, images: readonly [number, number, number]): TrainingRun {
  const recipe = defaultRecipe(model);
  const graphs = createGraphSet({ model, recipe, images });
  return {
    graphs,
    state: initialState({ model, recipe }),
    feeds(step, batchSize) {
      const graph = graphs.training(batchSize);
      const classes = graph.tensors.get(graph.outputs.logits)!.shape[1]!;
      let seed = 12345 + step;
      const next = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 8;
      const pixels = Uint8Array.from({ length: batchSize * images[0] * images[1] * images[2] }, () => next() & 255);
      const labels = Int32Array.from({ length: batchSize }, () => next() % classes);
      return trainingFeeds(graph, { pixels, labels }, recipe, { step, steps: 1000, stepsPerEpoch: 100 });
    },
  };
}
