import { fit, initialState } from '@archetype/training';
import type { FitEvent, Program, StepMetrics } from '@archetype/training';
import * as ort from 'onnxruntime-node';
import { afterEach, describe, expect, it } from 'vitest';
import { batchOf, branching, feedsOf, optimizers, plain, setOf } from '../testing/trainings.js';
import type { TrainingSet } from '../testing/trainings.js';
import { createCompiler } from './compileOnce.js';
import type { Device } from './devices/device.js';
import { cpu } from './devices/cpu.js';
import { createProgram } from './program.js';
import type { Runtime } from './runtimes/runtime.js';

/** The runtime runs a loop on the CPU as on a card. */
const looping = (stepsPerRun: number): Device => ({ ...cpu, stepsPerRun });

const opened: Program[] = [];
afterEach(async () => {
  for (const program of opened.splice(0)) await program.dispose();
});

let runs = 0;
const runtime = {
  ...ort,
  InferenceSession: {
    async create(file: Uint8Array, options: ort.InferenceSession.SessionOptions) {
      const session = await ort.InferenceSession.create(file, options);
      const run = session.run.bind(session) as (...operands: unknown[]) => Promise<ort.InferenceSession.ReturnType>;
      return {
        run: (...operands: unknown[]) => {
          runs += 1;
          return run(...operands);
        },
        release: () => session.release(),
      };
    },
  },
} as unknown as Runtime;

async function start(device: Device, set: TrainingSet, model = plain): Promise<Program> {
  const program = createProgram(set.graphs, { runtime, device, compiler: createCompiler({ device, precision: 'fast' }), threads: 1 });
  opened.push(program);
  await program.writeState(initialState({ model, recipe: set.recipe }));
  return program;
}

/** Steps, all begun before the first is read. */
async function metricsOf(program: Program, set: TrainingSet, sizes: readonly number[]): Promise<readonly StepMetrics[]> {
  const readers = [];
  for (const [step, size] of sizes.entries()) readers.push(await program.step(feedsOf(set, size, step)));
  const metrics = [];
  for (const read of readers) metrics.push(await read());
  return metrics;
}

describe('several steps in one run', () => {
  it.each(optimizers.flatMap((optimizer) => [branching, plain].map((model) => ({ optimizer, model, name: model.name, kind: optimizer.kind }))))(
    'make the losses and the state that single steps make, to the bit: $name, $kind',
    async ({ optimizer, model }) => {
      const set = setOf(model, optimizer);
      const sizes = [6, 6, 6, 6, 6, 5, 6];
      const [together, single] = [await start(looping(3), set, model), await start(cpu, set, model)];
      expect(await metricsOf(together, set, sizes)).toEqual(await metricsOf(single, set, sizes));
      expect(await together.readState()).toEqual(await single.readState());
      const batch = feedsOf(set, 7, 9);
      expect(await together.evaluate(batch)).toEqual(await single.evaluate(batch));
    },
  );

  it('are as many runs as there are groups of one batch size', async () => {
    const set = setOf(plain, optimizers[1]!);
    const program = await start(looping(3), set);
    await metricsOf(program, set, [6]);
    runs = 0;
    await metricsOf(program, set, [6, 6, 6, 6, 6, 6, 5, 6]);
    expect(runs).toBe(4);
  });

  it('wait no longer where someone looks at the state or at a loss', async () => {
    const set = setOf(plain, optimizers[1]!);
    const [together, single] = [await start(looping(8), set), await start(cpu, set)];
    const after = async (look: (program: Program) => Promise<unknown>): Promise<void> => {
      const [ours, theirs] = [await together.step(feedsOf(set, 6, 0)), await single.step(feedsOf(set, 6, 0))];
      expect(await look(together)).toEqual(await look(single));
      expect(await ours()).toEqual(await theirs());
    };
    const batch = feedsOf(set, 6, 1);
    await after((program) => program.readState());
    await after((program) => program.evaluate(batch));
    await after((program) => program.predict(batch));
    await after((program) => program.inspect(batch));
    await after(async (program) => {
      await program.writeState(initialState({ model: plain, recipe: set.recipe }));
      return program.readState();
    });
    await after(async (program) => (await program.step(batch))());
  });

  it('keep what they are fed, which may be overwritten then', async () => {
    const set = setOf(plain, optimizers[1]!);
    const program = await start(looping(4), set);
    const read = [];
    for (const step of [0, 1, 2, 3]) {
      const feeds = feedsOf(set, 6, step);
      read.push(await program.step(feeds));
      for (const values of feeds.values()) values.fill(0);
    }
    const losses = [];
    for (const each of read) losses.push((await each()).loss);
    const single = await metricsOf(await start(cpu, set), set, [6, 6, 6, 6]);
    expect(losses).toEqual(single.map(({ loss }) => loss));
  });

  it('are made without those that were refused', async () => {
    const set = setOf(plain, optimizers[1]!);
    const [together, single] = [await start(looping(4), set), await start(cpu, set)];
    const wrong = new Map(feedsOf(set, 6, 1)).set('labels', new Int32Array(6).fill(99));
    const before = await together.readState();
    await expect(together.step(wrong)).rejects.toMatchObject({ code: 'label-out-of-range' });
    expect(await together.readState()).toEqual(before);
    const read = await together.step(feedsOf(set, 6, 0));
    await expect(together.step(wrong)).rejects.toMatchObject({ code: 'label-out-of-range' });
    expect([await read()]).toEqual(await metricsOf(single, set, [6]));
    expect(await together.readState()).toEqual(await single.readState());
  });

  it('that wait when the program is disposed of are not made', async () => {
    const set = setOf(plain, optimizers[1]!);
    for (const look of [(program: Program) => program.readState(), (program: Program) => program.step(feedsOf(set, 6, 1))]) {
      const program = await start(looping(4), set);
      const read = await program.step(feedsOf(set, 6, 0));
      await program.dispose();
      runs = 0;
      await expect(look(program)).rejects.toMatchObject({ code: 'program-disposed' });
      await expect(read()).rejects.toMatchObject({ code: 'program-disposed' });
      expect(runs).toBe(0);
    }
  });

  it('give fit the same events, in fewer runs', async () => {
    const set = setOf(plain, optimizers[1]!);
    const recipe = { ...set.recipe, epochs: 2, batchSize: 6 };
    const training = { images: 59, batches: 10, batch: (epoch: number, index: number) => batchOf(index === 9 ? 5 : 6, epoch * 10 + index) };
    const eventsOf = async (device: Device): Promise<readonly FitEvent[]> => {
      const program = await start(device, set);
      const events: FitEvent[] = [];
      const options = { model: plain, recipe, graphs: set.graphs, program, engine: { name: 'ort:test', environment: {} }, initial: () => initialState({ model: plain, recipe }), training };
      runs = 0;
      for await (const event of fit(options)) events.push(event);
      return events.map(({ ...event }) => Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'seconds' && key !== 'imagesPerSecond')) as unknown as FitEvent);
    };
    const single = await eventsOf(cpu);
    expect(runs).toBe(20);
    expect(await eventsOf(looping(4))).toEqual(single);
    // Nine of one size and one of another, an epoch.
    expect(runs).toBe(8);
  });
});
