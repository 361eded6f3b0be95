// The reference engine with every result rounded to float32: the rounding that any engine has, and no more.
import { interpret } from '@archetype/backend-reference';
import { trainingFeeds } from '@archetype/training';

/** The losses of a run's first steps. */
export function roundedLosses({ graphs, recipe, initial, training }, steps) {
  const state = new Map(initial);
  return Array.from({ length: steps }, (_, step) => {
    const batch = training.batch(0, step);
    const graph = graphs.training(batch.labels.length);
    const values = new Map([...state, ...trainingFeeds(graph, batch, recipe, { step, steps: training.batches, stepsPerEpoch: training.batches })]);
    for (const operation of graph.operations) {
      const given = new Map(operation.inputs.map((name) => [name, Float64Array.from(values.get(name))]));
      const made = interpret({ name: graph.name, tensors: graph.tensors, operations: [operation] }, given);
      for (const name of operation.outputs) values.set(name, Float32Array.from(made.get(name).data));
    }
    for (const [name, next] of graph.updates) state.set(name, values.get(next));
    return values.get(graph.outputs.loss)[0];
  });
}
