import { ArchetypeError } from '@archetype/spec';
import type { TensorName } from '@archetype/spec';
import { checkedFeeds } from '@archetype/training';
import type { Feeds, FeedValues, StepGraph } from '@archetype/training';
import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Compiler } from './compileOnce.js';
import type { Device } from './devices/device.js';
import { elements } from './emit/value.js';
import type { Layouts } from './layouts/assign.js';
import { refusalToHandOn, runWithoutCopies } from './runtimes/handingOn.js';
import type { Runtime } from './runtimes/runtime.js';
import type { State } from './state/state.js';
import type { Results } from './writeGraph.js';

/** What every session of a program is opened with. */
export interface SessionSettings {
  readonly runtime: Runtime;
  readonly device: Device;
  readonly compiler: Compiler;
  readonly threads: number;
  readonly stateLayouts: Layouts;
  readonly state: State;
}

/** A compiled graph that the runtime has loaded, bound to the state. */
export interface GraphSession {
  readonly graph: StepGraph;
  /** Runs it once. Next values of the state wait there until they are made the current ones. */
  run(feeds: Feeds): Promise<InferenceSession.ReturnType>;
  release(): Promise<void>;
}

/** Compiles a graph and hands the file to the runtime. */
export async function openSession(graph: StepGraph, results: Results, settings: SessionSettings): Promise<GraphSession> {
  const { runtime, device, compiler, threads, stateLayouts, state } = settings;
  const staysOnDevice = device.state === 'onDevice' && results.kind === 'run';
  const trains = results.kind === 'run' && graph.updates.size > 0;
  const refusal = trains && device.state === 'exchanged' ? await refusalToHandOn(runtime) : undefined;
  // A tensor on the device cannot be seen in another shape, so the graph makes it in its own.
  const written = staysOnDevice ? ({ kind: 'file' } as const) : results;
  const { bytes, onnx } = compiler.compile(graph, { stateLayouts, results: written, unreturnable: refusal !== undefined });
  // No more of the compilation than this: the session would keep every node of it.
  const outputs = onnx.outputs.map(({ name, value: { shape } }) => ({ name, shape }));
  const onDevice = Object.fromEntries([...graph.updates.values()].map((next) => [next, 'gpu-buffer' as const]));
  const options = { ...device.sessionOptions(threads), ...(staysOnDevice && { preferredOutputLocation: onDevice }) };
  const session = await createSession(graph, bytes, runtime, options);

  const nextOf = new Map([...graph.updates].map(([name, next]) => [next, name]));
  const stateFeeds = (): Record<string, Tensor> => Object.fromEntries(graph.state.map(({ name }) => [name, state.current(name)]));
  const targets = (): Record<string, Tensor | null> =>
    Object.fromEntries(
      outputs.map(({ name, shape }) => {
        const updated = nextOf.get(name);
        if (updated !== undefined) return [name, state.target(updated, shape)];
        // Null: the runtime allocates it. Else loss and right answers, a number each, of this run alone.
        return [name, refusal === undefined ? null : new runtime.Tensor('float32', new Float32Array(elements(shape)), shape)];
      }),
    );

  return {
    graph,
    async run(feeds) {
      const wanted = targets();
      const fed = { ...stateFeeds(), ...tensorsOf(runtime, graph, feeds) };
      if (refusal !== undefined) return runWithoutCopies(session, fed, wanted as Record<string, Tensor>, refusal);
      const results = await session.run(fed, wanted);
      for (const [next, name] of nextOf) if (Object.hasOwn(results, next)) state.receive(name, results[next]!);
      return results;
    },
    release: () => session.release(),
  };
}

/** Wraps what is fed as tensors of the graph's inputs, without a copy. */
function tensorsOf(runtime: Runtime, graph: StepGraph, feeds: Feeds): Record<string, Tensor> {
  const tensorOf = ([name, values]: readonly [TensorName, FeedValues]): [string, Tensor] => {
    const { elementType, shape } = graph.tensors.get(name)!;
    return [name, new runtime.Tensor(elementType, values, shape)];
  };
  return Object.fromEntries([...checkedFeeds(graph, feeds)].map(tensorOf));
}

export async function createSession(graph: StepGraph, bytes: Uint8Array, runtime: Runtime, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
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
