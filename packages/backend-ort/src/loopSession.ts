import type { TensorName } from '@archetype/spec';
import { checkedFeeds } from '@archetype/training';
import type { Feeds, FeedValues, StepGraph, StepMetrics } from '@archetype/training';
import type { Tensor } from 'onnxruntime-common';
import { after, before, ITERATIONS, ofEach } from './emit/loop.js';
import { elements } from './emit/value.js';
import { refusalToHandOn, runWithoutCopies } from './runtimes/handingOn.js';
import { createSession } from './session.js';
import type { SessionSettings } from './session.js';

/** A training step as the body of a loop: one run makes several steps, and what goes from step to step stays on the device. */
export interface LoopSession {
  /** Keeps a copy of what a step is fed. */
  add(feeds: Feeds): void;
  /** Steps that were added since the last run. */
  waiting(): number;
  /** Runs those steps in their order. The state that they lead to waits until it is made the current one. */
  run(): Promise<readonly StepMetrics[]>;
  release(): Promise<void>;
}

/** Compiles a training graph for runs of at most so many steps and hands the file to the runtime. */
export async function openLoop(graph: StepGraph, mostSteps: number, { runtime, device, compiler, threads, stateLayouts, state }: SessionSettings): Promise<LoopSession> {
  const refusal = await refusalToHandOn(runtime);
  const { bytes } = compiler.compile(graph, { stateLayouts, results: { kind: 'loop' }, unreturnable: refusal !== undefined });
  const session = await createSession(graph, bytes, runtime, device.sessionOptions(threads));
  const stacks = new Map<TensorName, FeedValues>();
  let steps = 0;

  const stackFor = (name: TensorName, values: FeedValues): FeedValues => {
    const stack = stacks.get(name) ?? new (values.constructor as new (length: number) => FeedValues)(mostSteps * values.length);
    stacks.set(name, stack);
    return stack;
  };
  const stackedFeeds = (): [string, Tensor][] =>
    [...stacks].map(([name, stack]) => {
      const { elementType, shape } = graph.tensors.get(name)!;
      return [ofEach(name), new runtime.Tensor(elementType, stack.subarray(0, steps * elements(shape)), [steps, ...shape])];
    });
  const stateFeeds = (): [string, Tensor][] => graph.state.map(({ name }) => [graph.updates.has(name) ? before(name) : name, state.current(name)]);
  const stateTargets = (): [string, Tensor][] => [...graph.updates].map(([name, next]) => [after(next), state.target(name, stateLayouts.get(name)!.shape)!]);
  const metricTarget = (name: TensorName, values: Float32Array): [string, Tensor] => [
    ofEach(name),
    new runtime.Tensor('float32', values, [values.length, ...graph.tensors.get(name)!.shape]),
  ];

  return {
    add(feeds) {
      // All are right before one is kept.
      for (const [name, values] of checkedFeeds(graph, feeds)) stackFor(name, values).set(values, steps * values.length);
      steps += 1;
    },
    waiting: () => steps,
    async run() {
      const [losses, correct] = [new Float32Array(steps), new Float32Array(steps)];
      const count: [string, Tensor] = [ITERATIONS, new runtime.Tensor('int64', BigInt64Array.of(BigInt(steps)), [])];
      const feeds = Object.fromEntries([count, ...stateFeeds(), ...stackedFeeds()]);
      const targets = Object.fromEntries([...stateTargets(), metricTarget(graph.outputs.loss!, losses), metricTarget(graph.outputs.correct!, correct)]);
      steps = 0;
      if (refusal !== undefined) await runWithoutCopies(session, feeds, targets, refusal);
      else await session.run(feeds, targets);
      return Array.from(losses, (loss, i) => ({ loss, correct: correct[i]! }));
    },
    release: () => session.release(),
  };
}
