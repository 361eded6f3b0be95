import type { TensorName } from '@archetype/spec';
import { fedBatchSize, programDisposed, unknownTensor } from '@archetype/training';
import type { Feeds, GraphSet, Program, StepGraph, StepMetrics } from '@archetype/training';
import type { InferenceSession } from 'onnxruntime-common';
import { assignLayouts } from './layouts/assign.js';
import type { Layouts } from './layouts/assign.js';
import { openLoop } from './loopSession.js';
import type { LoopSession } from './loopSession.js';
import { openSession } from './session.js';
import type { GraphSession, SessionSettings } from './session.js';
import { downloadBySession } from './state/downloadBySession.js';
import { exchangedState } from './state/exchanged.js';
import { returnedState } from './state/returned.js';
import type { State } from './state/state.js';
import { stepsTogether } from './stepsTogether.js';
import { inspectedName } from './writeGraph.js';
import type { Results } from './writeGraph.js';

/** The state is the same at every batch size; one sample is a batch that batch normalisation may refuse. */
const ANY_BATCH_SIZE = 2;

/** A compiled model: one session for each purpose and batch size, all on one state. On a device that makes several steps in a run, what looks at the state makes those first that wait. */
export function createProgram(graphs: GraphSet, engine: Omit<SessionSettings, 'stateLayouts' | 'state'>): Program {
  const whole = graphs.training(ANY_BATCH_SIZE);
  const stateLayouts = assignLayouts(whole);
  let live: State | undefined = createState(engine, whole, stateLayouts);
  const { stepsPerRun = 1 } = engine.device;
  const sessions = new Map<string, Promise<GraphSession>>();
  const loops = new Map<number, Promise<LoopSession>>();
  let inspection: { readonly key: string; readonly opened: Promise<GraphSession> } | undefined;

  const batchSizeOf = (feeds: Feeds): number => fedBatchSize(graphs.prediction(1), feeds);
  const state = (): State => {
    if (live) return live;
    throw programDisposed(whole.name);
  };
  const open = (graph: StepGraph, results: Results): Promise<GraphSession> => openSession(graph, results, { ...engine, stateLayouts, state: state() });
  const sessionFor = (purpose: keyof GraphSet, feeds: Feeds): Promise<GraphSession> => {
    const batchSize = batchSizeOf(feeds);
    return opened(sessions, `${purpose} ${batchSize}`, () => open(graphs[purpose](batchSize), { kind: 'run' }));
  };
  const loopFor = (batchSize: number): Promise<LoopSession> =>
    opened(loops, batchSize, () => openLoop(graphs.training(batchSize), stepsPerRun, { ...engine, stateLayouts, state: state() }));
  const together = stepsPerRun > 1 ? stepsTogether(stepsPerRun, loopFor, state) : undefined;
  /** The state that all steps so far led to. */
  const settled = async (): Promise<State> => {
    await together?.finish();
    return state();
  };

  return {
    stepsPerRun,

    async step(feeds) {
      state();
      if (together) return together.add(feeds, batchSizeOf(feeds));
      const { graph, run } = await sessionFor('training', feeds);
      const results = await run(feeds);
      state().exchange();
      return async () => metricsOf(graph, results);
    },

    async evaluate(feeds) {
      await settled();
      const { graph, run } = await sessionFor('evaluation', feeds);
      return metricsOf(graph, await run(feeds));
    },

    async predict(feeds) {
      await settled();
      const { graph, run } = await sessionFor('prediction', feeds);
      return (await run(feeds))[graph.outputs.probabilities!]!.data as Float32Array;
    },

    async inspect(feeds, names) {
      await settled();
      const graph = graphs.training(batchSizeOf(feeds));
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

    readState: async () => (await settled()).read(),
    writeState: async (values) => (await settled()).write(values),
    tensorCount: () => live?.count() ?? 0,

    async dispose() {
      const last = live;
      live = undefined;
      // Before the sessions in whose memory it may be.
      await last?.dispose();
      const all = [...sessions.values(), ...loops.values(), ...(inspection ? [inspection.opened] : [])];
      sessions.clear();
      loops.clear();
      inspection = undefined;
      // One that could not be opened has nothing to release.
      for (const session of all) await session.then(({ release }) => release(), () => undefined);
    },
  };
}

/** What is open already, else opened. One that could not be opened may be tried again. */
function opened<Key, Session>(known: Map<Key, Promise<Session>>, key: Key, open: () => Promise<Session>): Promise<Session> {
  const session = known.get(key) ?? open();
  known.set(key, session);
  session.catch(() => known.delete(key));
  return session;
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
