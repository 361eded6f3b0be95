import { backend as reference } from '@archetype/backend-reference';
import { ArchetypeError, batchNorm, conv2d, defineModel, dropout, flatten, linear, maxPool2d, type ModelSpec, relu, zoo } from '@archetype/spec';
import type { Engine, Program } from '@archetype/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itGivesEverythingBack } from '../testing/failures.js';
import { trainingRun } from '../testing/trainingRun.js';
import { backend } from './backend.js';
import type { Device } from './device.js';
import { createEngine } from './engine.js';
import { openCpu } from './engines/cpu.js';
import { openWasm } from './engines/wasmInNode.js';

let engine: Engine;
let judge: Engine;
beforeAll(async () => {
  engine = await backend.open('wasm', { threads: 2 });
  judge = await reference.open('cpu');
});
afterAll(async () => {
  await engine.dispose();
  await judge.dispose();
});

const small: ModelSpec = defineModel({
  name: 'small',
  input: [1, 10, 10],
  layers: [conv2d({ outChannels: 4, kernelSize: 3, stride: 2, padding: [0, 1, 2, 0] }), batchNorm(), relu(), maxPool2d({ kernelSize: 2 }), flatten(), dropout(), linear({ outFeatures: 5 })],
});

const images = [1, 10, 10] as const;

/** As on an engine whose memory cannot be addressed: metrics lie there until somebody reads them. */
async function withoutHeap(): Promise<Device> {
  const { heap: _, ...device } = await openCpu();
  return device;
}

/** max |a − b| / max(1, max |b|) */
function distance(actual: Float32Array, wanted: Float32Array): number {
  const scale = wanted.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
  return actual.reduce((max, value, index) => Math.max(max, Math.abs(value - wanted[index]!)), 0) / scale;
}

describe('a training step', () => {
  for (const name of ['lenet', 'lenet-relu', 'lenet-bn'] as const) {
    it(`${name}: every tensor of three steps agrees with the reference engine`, async () => {
      const run = trainingRun(zoo[name], [1, 28, 28]);
      const programs = await Promise.all([engine, judge].map((one) => one.compile(run.graphs)));
      for (const program of programs) await program.writeState(run.state);
      for (let step = 0; step < 3; step += 1) {
        const feeds = run.feeds(step, 6);
        const [actual, wanted] = await Promise.all(programs.map((program) => program.inspect(feeds)));
        for (const [tensor, values] of wanted!) expect([tensor, distance(actual!.get(tensor)!, values)]).toSatisfy(([, far]) => far < 2e-5);
        const [loss, wantedLoss] = await Promise.all(programs.map(async (program) => (await program.step(feeds))()));
        expect(loss!.loss).toBeCloseTo(wantedLoss!.loss, 5);
        expect(loss!.correct).toBe(wantedLoss!.correct);
      }
      const [state, wantedState] = await Promise.all(programs.map((program) => program.readState()));
      for (const [tensor, values] of wantedState!) expect([tensor, distance(state!.get(tensor)!, values)]).toSatisfy(([, far]) => far < 2e-5);
      for (const program of programs) await program.dispose();
    });
  }

  it('a smaller last batch, evaluation and prediction share the state', async () => {
    const run = trainingRun(small, images);
    const programs = await Promise.all([engine, judge].map((one) => one.compile(run.graphs)));
    const results = await Promise.all(
      programs.map(async (program) => {
        await program.writeState(run.state);
        await program.step(run.feeds(0, 8));
        const partial = await (await program.step(run.feeds(1, 3)))();
        const feeds = run.feeds(2, 4);
        return { partial, evaluation: await program.evaluate(feeds), probabilities: await program.predict(feeds) };
      }),
    );
    expect(results[0]!.partial.loss).toBeCloseTo(results[1]!.partial.loss, 5);
    expect(results[0]!.evaluation.loss).toBeCloseTo(results[1]!.evaluation.loss, 5);
    expect(results[0]!.evaluation.correct).toBe(results[1]!.evaluation.correct);
    expect(results[0]!.probabilities).toHaveLength(4 * 5);
    expect(distance(results[0]!.probabilities, results[1]!.probabilities)).toBeLessThan(1e-5);
    for (const program of programs) await program.dispose();
  });

  it('what is written is read back bit for bit', async () => {
    const run = trainingRun(small, images);
    const program = await engine.compile(run.graphs);
    await program.writeState(run.state);
    expect(await program.readState()).toEqual(run.state);
    await program.dispose();
  });
});

describe('memory', () => {
  it('a thousand steps hold as many tensors as one, and none are left', async () => {
    const run = trainingRun(small, images);
    const program = await engine.compile(run.graphs);
    await program.writeState(run.state);
    await (await program.step(run.feeds(0, 4)))();
    const afterOne = program.tensorCount();
    for (let step = 1; step < 1000; step += 1) await program.step(run.feeds(step, 4));
    expect(afterOne).toBeGreaterThan(0);
    expect(program.tensorCount()).toBe(afterOne);
    await program.dispose();
    expect(program.tensorCount()).toBe(0);
    // Seconds, but for a machine that is busy with something else.
  }, 180_000);

  it('a step that fails leaves nothing behind, and the state as it was', async () => {
    const run = trainingRun(small, images);
    const program = await engine.compile(run.graphs);
    await program.writeState(run.state);
    await (await program.step(run.feeds(0, 4)))();
    const before = program.tensorCount();
    const state = await program.readState();
    const feeds = new Map(run.feeds(1, 4));
    feeds.set('learningRate', new Float32Array(2));
    await expect(program.step(feeds)).rejects.toThrow(ArchetypeError);
    expect(program.tensorCount()).toBe(before);
    expect(await program.readState()).toEqual(state);
    await program.dispose();
    expect(program.tensorCount()).toBe(0);
  });

  it.each([
    ['tfjs:wasm', () => openWasm({ threads: 2 })],
    ['tfjs:cpu', openCpu],
    ['a runtime that uploads when it must', withoutHeap],
  ])('%s keeps no array of its caller, and hands out none of its own', async (_, open) => {
    const run = trainingRun(small, images);
    const own = createEngine(await open());
    const program = await own.compile(run.graphs);
    const given = new Map([...run.state].map(([name, values]) => [name, values.slice()]));
    await program.writeState(given);
    for (const values of given.values()) values.fill(7);
    const read = await program.readState();
    expect(read).toEqual(run.state);
    for (const values of read.values()) values.fill(7);
    expect(await program.readState()).toEqual(run.state);
    await own.dispose();
  });

  it('two models on one engine, a step each in turn, train as each does alone', async () => {
    const runs = [trainingRun(small, images), trainingRun(zoo.lenet, [1, 28, 28])];
    const train = async (some: typeof runs): Promise<readonly (readonly number[])[]> => {
      const programs = await Promise.all(some.map(({ graphs }) => engine.compile(graphs)));
      for (const [i, program] of programs.entries()) await program.writeState(some[i]!.state);
      const losses = some.map((): number[] => []);
      for (let step = 0; step < 3; step += 1)
        for (const [i, program] of programs.entries()) losses[i]!.push((await (await program.step(some[i]!.feeds(step, 4)))()).loss);
      for (const program of programs) await program.dispose();
      return losses;
    };
    expect(await train(runs)).toEqual([...(await train(runs.slice(0, 1))), ...(await train(runs.slice(1)))]);
  });

  itGivesEverythingBack('tfjs:wasm', () => openWasm({ threads: 2 }));
  itGivesEverythingBack('tfjs:cpu', openCpu);

  it('a step that fails leaves the metrics of those before it to be read, where a device is not waited for', async () => {
    const device = await withoutHeap();
    const run = trainingRun(small, images);
    let refuses = false;
    const failing = createEngine({
      ...device,
      call(...call) {
        if (refuses) throw new Error('refused');
        return device.call(...call);
      },
    });
    const program = await failing.compile(run.graphs);
    await program.writeState(run.state);
    const read = await program.step(run.feeds(0, 4));
    refuses = true;
    await expect(program.step(run.feeds(1, 4))).rejects.toThrow('refused');
    expect((await read()).loss).toBeGreaterThan(0);
    await failing.dispose();
    expect(program.tensorCount()).toBe(0);
    expect(device.dataCount()).toBe(0);
  });
});

describe('mistakes are explained', () => {
  let program: Program;
  const run = trainingRun(small, images);
  beforeAll(async () => {
    program = await engine.compile(run.graphs);
  });
  const codeOf = async (call: Promise<unknown>): Promise<string> => {
    const error: unknown = await call.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof ArchetypeError ? error.code : String(error);
  };
  const changed = (name: string, values: Uint8Array | Int32Array | Float32Array) => new Map(run.feeds(0, 4)).set(name, values);

  it('feeds', async () => {
    const missing = new Map(run.feeds(0, 4));
    missing.delete('pixels');
    expect(await codeOf(program.step(missing))).toBe('missing-feed');
    expect(await codeOf(program.step(changed('pixels', new Uint8Array(399))))).toBe('feed-size');
    expect(await codeOf(program.step(changed('pixels', new Float32Array(400))))).toBe('feed-type');
    expect(await codeOf(program.step(changed('labels', Int32Array.of(0, 1, 2, 5))))).toBe('label-out-of-range');
  });

  it('state and tensors', async () => {
    expect(await codeOf(program.writeState(new Map([['9.weight', new Float32Array(3)]])))).toBe('unknown-state');
    expect(await codeOf(program.writeState(new Map([['0.weight', new Float32Array(3)]])))).toBe('state-size');
    expect(await codeOf(program.inspect(run.feeds(0, 4), ['nothing']))).toBe('unknown-tensor');
  });

  it('a program after its end, also for what was begun before it', async () => {
    const own = createEngine(await withoutHeap());
    const ended = await own.compile(run.graphs);
    const read = await ended.step(run.feeds(0, 4));
    const begun = codeOf(ended.step(run.feeds(1, 4)));
    await ended.dispose();
    await ended.dispose();
    expect(await begun).toBe('program-disposed');
    expect(await codeOf(read())).toBe('program-disposed');
    expect(await codeOf(ended.predict(run.feeds(0, 4)))).toBe('program-disposed');
    expect(ended.tensorCount()).toBe(0);
    await own.dispose();
  });
});
