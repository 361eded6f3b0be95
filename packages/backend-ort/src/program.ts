import type { TensorName } from '@archetype/spec';
import { ArchetypeError } from '@archetype/spec';
import type { Feeds, GraphSet, Program, StepGraph, StepMetrics } from '@archetype/training';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { batchSizeOf, tensorsOfFeeds } from './feeds.js';
import { assignLayouts } from './layouts/assign.js';
import { openSession } from './session.js';
import type { GraphSession, SessionSettings } from './session.js';
import { createState } from './state.js';
import type { State } from './state.js';
import { inspectedName } from './writeGraph.js';

/** The state is the same at every batch size; one sample is a batch that batch normalisation may refuse. */
const ANY_BATCH_SIZE = 2;

/** A compiled model: one session for each purpose and batch size, all on one state. */
export function createProgram(graphs: GraphSet, engine: Omit<SessionSettings, 'stateLayouts'>): Program {
  const whole = graphs.training(ANY_BATCH_SIZE);
  const settings: SessionSettings = { ...engine, stateLayouts: assignLayouts(whole) };
  let live: State | undefined = createState(engine.runtime, whole.state, new Set(whole.updates.keys()), settings.stateLayouts);
  const sessions = new Map<string, Promise<GraphSession>>();
  let inspection: { readonly key: string; readonly opened: Promise<GraphSession> } | undefined;

  const state = (): State => {
    if (live) return live;
    throw disposed(whole.name);
  };
  const sessionFor = (purpose: keyof GraphSet, feeds: Feeds): Promise<GraphSession> => {
    const batchSize = batchSizeOf(graphs.prediction(1), feeds);
    const key = `${purpose} ${batchSize}`;
    const opened = sessions.get(key) ?? openSession(graphs[purpose](batchSize), { kind: 'run' }, settings);
    sessions.set(key, opened);
    return opened;
  };
  const inputsOf = (graph: StepGraph, feeds: Feeds): Record<string, Tensor> => ({
    ...tensorsOfFeeds(engine.runtime, graph, feeds),
    ...Object.fromEntries(graph.state.map(({ name }) => [name, state().current(name)])),
  });

  return {
    async step(feeds) {
      const { graph, session } = await sessionFor('training', feeds);
      // Null: the runtime allocates the tensor. Loss and right answers are a number each.
      const fetches: Record<string, Tensor | null> = { [graph.outputs.loss!]: null, [graph.outputs.correct!]: null };
      for (const [name, next] of graph.updates) fetches[next] = state().spare(name);
      const results = await session.run(inputsOf(graph, feeds), fetches);
      state().exchange();
      return async () => metricsOf(graph, results);
    },

    async evaluate(feeds) {
      const { graph, session } = await sessionFor('evaluation', feeds);
      return metricsOf(graph, await session.run(inputsOf(graph, feeds)));
    },

    async predict(feeds) {
      const { graph, session } = await sessionFor('prediction', feeds);
      const results = await session.run(inputsOf(graph, feeds));
      return results[graph.outputs.probabilities!]!.data as Float32Array;
    },

    async inspect(feeds, names) {
      const graph = graphs.training(batchSizeOf(graphs.prediction(1), feeds));
      const wanted = names ?? [...graph.tensors.keys()];
      const unknown = wanted.find((name) => !graph.tensors.has(name));
      if (unknown !== undefined) throw unknownTensor(unknown, graph);
      const inputs = inputsOf(graph, feeds);
      const key = JSON.stringify([graph.batchSize, wanted]);
      if (inspection?.key !== key) {
        await (await inspection?.opened)?.session.release();
        inspection = { key, opened: openSession(graph, { kind: 'inspect', names: wanted }, settings) };
      }
      const results = await (await inspection.opened).session.run(inputs);
      return new Map(wanted.map((name) => [name, results[inspectedName(name)]!.data as Float32Array]));
    },

    readState: async () => state().read(),
    writeState: async (values) => state().write(values),
    tensorCount: () => live?.tensorCount() ?? 0,

    async dispose() {
      live = undefined;
      const opened = [...sessions.values(), ...(inspection ? [inspection.opened] : [])];
      sessions.clear();
      inspection = undefined;
      for (const { session } of await Promise.all(opened)) await session.release();
    },
  };
}

const metricsOf = ({ outputs }: StepGraph, results: InferenceSession.ReturnType): StepMetrics => ({
  loss: scalarOf(results, outputs.loss!),
  correct: scalarOf(results, outputs.correct!),
});

const scalarOf = (results: InferenceSession.ReturnType, name: TensorName): number => (results[name]!.data as Float32Array)[0]!;

const disposed = (model: string): ArchetypeError =>
  new ArchetypeError({
    code: 'program-disposed',
    subject: model,
    problem: 'the program has been disposed of, and its state is gone',
    remedy: 'compile the model again and write the state back',
  });

const unknownTensor = (name: TensorName, graph: StepGraph): ArchetypeError =>
  new ArchetypeError({
    code: 'unknown-tensor',
    subject: `${graph.name}/${name}`,
    problem: 'the training graph has no tensor of this name',
    details: [`it has ${graph.tensors.size} tensors, from ${[...graph.tensors.keys()].slice(0, 3).join(', ')}, …`],
    remedy: 'ask for a tensor of the graph, or for all',
  });
