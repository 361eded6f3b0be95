import type { TensorName } from '@archetype/spec';
import { ArchetypeError } from '@archetype/spec';
import type { Feeds, GraphSet, Program, StepGraph, StepMetrics } from '@archetype/training';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { compile } from './compile.js';
import type { Precision } from './choose/convolutions.js';
import type { Device } from './devices/device.js';
import { batchSizeOf, tensorsOfFeeds } from './feeds.js';
import { assignLayouts } from './layouts/assign.js';
import type { Runtime } from './runtime.js';
import { createState } from './state.js';
import { inspectedName } from './writeGraph.js';
import type { Results } from './writeGraph.js';

/** The batch size at which the state is laid out; what the state is does not depend on it. */
const ANY_BATCH_SIZE = 2;

export interface ProgramOptions {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly precision: Precision;
  readonly threads: number;
}

type Purpose = 'training' | 'evaluation' | 'prediction';

interface OpenSession {
  readonly graph: StepGraph;
  readonly session: InferenceSession;
}

/** A compiled model: one session for each purpose and batch size, all on one state. */
export function createProgram(graphs: GraphSet, { runtime, device, precision, threads }: ProgramOptions): Program {
  const whole = graphs.training(ANY_BATCH_SIZE);
  const stateLayouts = assignLayouts(whole);
  const state = createState(runtime, whole.state, new Set(whole.updates.keys()), stateLayouts);
  const single: Record<Purpose, () => StepGraph> = {
    training: () => whole,
    evaluation: () => graphs.evaluation(1),
    prediction: () => graphs.prediction(1),
  };
  const sessions = new Map<string, Promise<OpenSession>>();
  let inspection: { readonly key: string; readonly open: Promise<OpenSession> } | undefined;

  const openSession = async (graph: StepGraph, results: Results): Promise<OpenSession> => {
    const { bytes } = compile(graph, { device, precision, stateLayouts, results });
    return { graph, session: await runtime.InferenceSession.create(bytes, device.sessionOptions(threads)) };
  };
  const sessionFor = (purpose: Purpose, feeds: Feeds): Promise<OpenSession> => {
    const batchSize = batchSizeOf(feeds, single[purpose]());
    const key = `${purpose} ${batchSize}`;
    const open = sessions.get(key) ?? openSession(graphs[purpose](batchSize), { kind: 'run' });
    sessions.set(key, open);
    return open;
  };
  const inputsOf = (graph: StepGraph, feeds: Feeds): Record<string, Tensor> => ({
    ...tensorsOfFeeds(runtime, graph, feeds),
    ...Object.fromEntries(graph.state.map(({ name }) => [name, state.current(name)])),
  });
  const readMetrics = ({ outputs }: StepGraph, results: InferenceSession.ReturnType): StepMetrics => ({
    loss: scalar(results, outputs.loss),
    correct: scalar(results, outputs.correct),
  });

  return {
    async step(feeds) {
      const { graph, session } = await sessionFor('training', feeds);
      const fetches: Record<string, Tensor | null> = {};
      for (const [name, next] of graph.updates) fetches[next] = state.spare(name);
      for (const name of [graph.outputs.loss, graph.outputs.correct]) if (name !== undefined) fetches[name] = null;
      const results = await session.run(inputsOf(graph, feeds), fetches);
      state.exchange();
      return async () => readMetrics(graph, results);
    },

    async evaluate(feeds) {
      const { graph, session } = await sessionFor('evaluation', feeds);
      return readMetrics(graph, await session.run(inputsOf(graph, feeds)));
    },

    async predict(feeds) {
      const { graph, session } = await sessionFor('prediction', feeds);
      const results = await session.run(inputsOf(graph, feeds));
      return results[graph.outputs.probabilities!]!.data as Float32Array;
    },

    async inspect(feeds, names) {
      const batchSize = batchSizeOf(feeds, whole);
      const graph = graphs.training(batchSize);
      const wanted = names ?? graph.operations.flatMap(({ outputs }): readonly TensorName[] => outputs);
      const unknown = wanted.find((name) => !graph.tensors.has(name));
      if (unknown !== undefined) throw unknownTensor(unknown, graph);
      const key = JSON.stringify([batchSize, wanted]);
      if (inspection?.key !== key) {
        await (await inspection?.open)?.session.release();
        inspection = { key, open: openSession(graph, { kind: 'inspect', names: wanted }) };
      }
      const { session } = await inspection.open;
      const results = await session.run(inputsOf(graph, feeds));
      return new Map(wanted.map((name) => [name, results[inspectedName(name)]!.data as Float32Array]));
    },

    readState: async () => state.read(),
    writeState: async (values) => state.write(values),
    tensorCount: () => state.tensorCount(),

    async dispose() {
      const open = [...sessions.values(), ...(inspection ? [inspection.open] : [])];
      sessions.clear();
      inspection = undefined;
      for (const { session } of await Promise.all(open)) await session.release();
    },
  };
}

const scalar = (results: InferenceSession.ReturnType, name: TensorName | undefined): number =>
  name === undefined ? NaN : (results[name]!.data as Float32Array)[0]!;

const unknownTensor = (name: TensorName, graph: StepGraph): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-tensor',
    subject: graph.name,
    problem: `the training graph has no tensor ${name}`,
    remedy: `its tensors are named like ${[...graph.tensors.keys()].slice(0, 4).join(', ')}`,
  });
