import { ArchetypeError } from '@archetype/spec';
import type { TensorName } from '@archetype/spec';
import type { Feeds, StepGraph } from '@archetype/training';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Precision } from './choose/convolutions.js';
import { compile } from './compile.js';
import type { Device } from './devices/device.js';
import { tensorsOfFeeds } from './feeds.js';
import type { Layouts } from './layouts/assign.js';
import type { Runtime } from './runtime.js';
import type { State, Turn } from './state.js';
import type { Results } from './writeGraph.js';

/** What every session of a program is opened with. */
export interface SessionSettings {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly precision: Precision;
  readonly threads: number;
  readonly stateLayouts: Layouts;
  readonly state: State;
}

/** A compiled graph that the runtime has loaded, bound to the state. */
export interface GraphSession {
  readonly graph: StepGraph;
  /** Runs it once; next values of the state are written to the other set of buffers, which is not yet the current one. */
  run(feeds: Feeds): Promise<InferenceSession.ReturnType>;
  release(): Promise<void>;
}

/** Compiles a graph and hands the file to the runtime. */
export async function openSession(graph: StepGraph, results: Results, settings: SessionSettings): Promise<GraphSession> {
  const { runtime, device, precision, threads, stateLayouts, state } = settings;
  const { bytes, onnx } = compile(graph, { device, precision, stateLayouts, results });
  const session = await createSession(graph, bytes, runtime, device.sessionOptions(threads));

  const tensorOf = (name: TensorName, turn: Turn, shape: readonly number[]): Tensor => new runtime.Tensor('float32', state.buffer(name, turn), shape);
  const stateNames = new Map([...graph.updates].map(([name, next]) => [next, name]));
  /** The buffers as tensors: those that are read, and those that are written, in the shapes in which the graph makes them. */
  const bind = (turn: Turn) => ({
    feeds: Object.fromEntries(graph.state.map(({ name }) => [name, tensorOf(name, turn, stateLayouts.get(name)!.shape)])),
    fetches: Object.fromEntries(
      onnx.outputs.map(({ name, value }): [string, Tensor | null] => {
        const written = stateNames.get(name);
        // Null: the runtime allocates it. Loss and right answers are a number each.
        return [name, written === undefined ? null : tensorOf(written, turn === 0 ? 1 : 0, value.shape)];
      }),
    ),
  });
  const bindings = [bind(0), bind(1)] as const;

  return {
    graph,
    run: (feeds) => {
      const bound = bindings[state.turn()];
      return session.run({ ...bound.feeds, ...tensorsOfFeeds(runtime, graph, feeds) }, bound.fetches);
    },
    release: () => session.release(),
  };
}

async function createSession(graph: StepGraph, bytes: Uint8Array, runtime: Runtime, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(bytes, options);
  } catch (error) {
    throw new ArchetypeError(
      {
        code: 'session-refused',
        subject: graph.name,
        problem: `ONNX Runtime refuses the graph at batch size ${graph.batchSize}: ${firstLine(error)}`,
        remedy: 'if memory is short, use a smaller batch; else this is a defect of Archetype: report it with the model',
      },
      { cause: error },
    );
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
