import { setImmediate } from 'node:timers/promises';
import type { TensorName } from '@archetype/spec';
import { checkedFeeds, fedBatchSize, programDisposed, unknownTensor } from '@archetype/training';
import type { Feeds, GraphSet, Program, StepGraph, StepMetrics, TensorValues } from '@archetype/training';
import { interpret } from './interpret.js';
import { createState } from './state.js';
import type { Tensor } from './tensor.js';

type Tensors = ReadonlyMap<TensorName, Tensor>;

/** A model with its state, run by the interpreter. The state begins as zeros. */
export function createProgram(graphs: GraphSet): Program {
  // The state is the same at every batch size; one sample is a batch that batch normalisation may refuse.
  const { name, state: declared } = graphs.training(2);
  let state: ReturnType<typeof createState> | undefined = createState(name, declared);

  const held = (): ReturnType<typeof createState> => {
    if (state !== undefined) return state;
    throw programDisposed(name);
  };

  const run = async (build: (batchSize: number) => StepGraph, feeds: Feeds): Promise<{ readonly graph: StepGraph; readonly tensors: Tensors }> => {
    // A step occupies the thread from end to end. Signals and timers get their turn before it.
    await setImmediate();
    const graph = build(fedBatchSize(graphs.prediction(1), feeds));
    const given = new Map<TensorName, Float64Array>();
    for (const [input, values] of checkedFeeds(graph, feeds)) given.set(input, new Float64Array(values));
    for (const [tensor, value] of held().widen(graph)) given.set(tensor, value);
    return { graph, tensors: interpret(graph, given) };
  };

  return {
    async step(feeds) {
      const { graph, tensors } = await run((batchSize) => graphs.training(batchSize), feeds);
      held().update(graph, tensors);
      const metrics = metricsOf(graph, tensors);
      return async () => metrics;
    },

    async evaluate(feeds) {
      const { graph, tensors } = await run((batchSize) => graphs.evaluation(batchSize), feeds);
      return metricsOf(graph, tensors);
    },

    async predict(feeds) {
      const { graph, tensors } = await run((batchSize) => graphs.prediction(batchSize), feeds);
      return new Float32Array(output(graph, tensors, 'probabilities').data);
    },

    async inspect(feeds, names) {
      const { graph, tensors } = await run((batchSize) => graphs.training(batchSize), feeds);
      return rounded(graph, tensors, names ?? [...tensors.keys()]);
    },

    readState: async () => held().read(),
    writeState: async (values) => held().write(values),
    tensorCount: () => state?.size ?? 0,
    async dispose() {
      state = undefined;
    },
  };
}

function metricsOf(graph: StepGraph, tensors: Tensors): StepMetrics {
  return { loss: output(graph, tensors, 'loss').data[0]!, correct: output(graph, tensors, 'correct').data[0]! };
}

function output(graph: StepGraph, tensors: Tensors, purpose: 'loss' | 'correct' | 'probabilities'): Tensor {
  const tensor = tensors.get(graph.outputs[purpose] ?? '');
  if (tensor === undefined) throw new Error(`${graph.name}: the graph has no output ${purpose}`);
  return tensor;
}

/** The named tensors as float32. */
function rounded(graph: StepGraph, tensors: Tensors, names: readonly TensorName[]): TensorValues {
  return new Map(
    names.map((name) => {
      const tensor = tensors.get(name);
      if (tensor !== undefined) return [name, new Float32Array(tensor.data)];
      throw unknownTensor(graph, name);
    }),
  );
}
