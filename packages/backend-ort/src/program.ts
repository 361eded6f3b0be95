import type { TensorName } from '@archetype/spec';
import { fedBatchSize, programDisposed, unknownTensor } from '@archetype/training';
import type { Feeds, GraphSet, Program, StepGraph, StepMetrics } from '@archetype/training';
import type { InferenceSession } from 'onnxruntime-common';
import { assignLayouts } from './layouts/assign.js';
import type { Layouts } from './layouts/assign.js';
import { openSession } from './session.js';
import type { GraphSession, SessionSettings } from './session.js';
import { downloadBySession } from './state/downloadBySession.js';
import { exchangedState } from './state/exchanged.js';
import { returnedState } from './state/returned.js';
import type { State } from './state/state.js';
import { inspectedName } from './writeGraph.js';
import type { Results } from './writeGraph.js';

/** The state is the same at every batch size; one sample is a batch that batch normalisation may refuse. */
const ANY_BATCH_SIZE = 2;

/** A compiled model: one session for each purpose and batch size, all on one state. */
export function createProgram(graphs: GraphSet, engine: Omit<SessionSettings, 'stateLayouts' | 'state'>): Program {
  const whole = graphs.training(ANY_BATCH_SIZE);
  const stateLayouts = assignLayouts(whole);
  let live: State | undefined = createState(engine, whole, stateLayouts);
  const sessions = new Map<string, Promise<GraphSession>>();
  let inspection: { readonly key: string; readonly opened: Promise<GraphSession> } | undefined;

  const state = (): State => {
    if (live) return live;
    throw programDisposed(whole.name);
  };
  const open = (graph: StepGraph, results: Results): Promise<GraphSession> => openSession(graph, results, { ...engine, stateLayouts, state: state() });
  const sessionFor = (purpose: keyof GraphSet, feeds: Feeds): Promise<GraphSession> => {
    const batchSize = fedBatchSize(graphs.prediction(1), feeds);
    const key = `${purpose} ${batchSize}`;
    const opened = sessions.get(key) ?? open(graphs[purpose](batchSize), { kind: 'run' });
    sessions.set(key, opened);
    // One that could not be opened may be tried again.
    opened.catch(() => sessions.delete(key));
    return opened;
  };

  return {
    async step(feeds) {
      const { graph, run } = await sessionFor('training', feeds);
      const results = await run(feeds);
      state().exchange();
      return async () => metricsOf(graph, results);
    },

    async evaluate(feeds) {
      const { graph, run } = await sessionFor('evaluation', feeds);
      return metricsOf(graph, await run(feeds));
    },

    async predict(feeds) {
      const { graph, run } = await sessionFor('prediction', feeds);
      return (await run(feeds))[graph.outputs.probabilities!]!.data as Float32Array;
    },

    async inspect(feeds, names) {
      const graph = graphs.training(fedBatchSize(graphs.prediction(1), feeds));
      const wanted = names ?? [...graph.tensors.keys()];
      const unknown = wanted.find((name) => !graph.tensors.has(name));
      if (unknown !== undefined) throw unknownTensor(graph, unknown);
      const key = JSON.stringify([graph.batchSize, wanted]);
      if (inspection?.key !== key) {
        const last = inspection;
        inspection = undefined;
        await (await last?.opened)?.release();
        inspection = { key, opened: open(graph, { kind: 'inspect', names: wanted }) };
        inspection.opened.catch(() => (inspection = undefined));
      }
      const results = await (await inspection.opened).run(feeds);
      return new Map(wanted.map((name) => [name, results[inspectedName(name)]!.data as Float32Array]));
    },

    readState: async () => state().read(),
    writeState: async (values) => state().write(values),
    tensorCount: () => live?.count() ?? 0,

    async dispose() {
      const last = live;
      live = undefined;
      // Before the sessions in whose memory it may be.
      await last?.dispose();
      const opened = [...sessions.values(), ...(inspection ? [inspection.opened] : [])];
      sessions.clear();
      inspection = undefined;
      // One that could not be opened has nothing to release.
      for (const session of opened) await session.then(({ release }) => release(), () => undefined);
    },
  };
}

function createState({ runtime, device, threads }: Omit<SessionSettings, 'stateLayouts' | 'state'>, whole: StepGraph, layouts: Layouts): State {
  if (device.state === 'exchanged') return exchangedState(runtime, whole, layouts);
  if (device.state === 'returned') return returnedState(runtime, whole, layouts);
  return returnedState(runtime, whole, layouts, downloadBySession(runtime, device, threads, whole, layouts));
}

const metricsOf = ({ outputs }: StepGraph, results: InferenceSession.ReturnType): StepMetrics => ({
  loss: scalarOf(results, outputs.loss!),
  correct: scalarOf(results, outputs.correct!),
});

const scalarOf = (results: InferenceSession.ReturnType, name: TensorName): number => (results[name]!.data as Float32Array)[0]!;
