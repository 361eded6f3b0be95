import { backend as reference } from '@archetype/backend-reference';
import type { ModelSpec } from '@archetype/spec';
import { initialState } from '@archetype/training';
import type { Backend, Feeds, Program } from '@archetype/training';
import * as ort from 'onnxruntime-node';
import { afterEach, describe, expect, it } from 'vitest';
import { relativeError } from '../testing/relativeError.js';
import { branching, feedsOf, optimizers, plain, setOf } from '../testing/trainings.js';
import type { TrainingSet } from '../testing/trainings.js';
import { backend } from './backend.js';
import { createCompiler } from './compileOnce.js';
import { devices } from './devices/devices.js';
import { createProgram } from './program.js';
import type { Runtime } from './runtimes/runtime.js';

const opened: Program[] = [];
afterEach(async () => {
  for (const program of opened.splice(0)) await program.dispose();
});
async function start(engine: Backend, device: string, set: TrainingSet, model: ModelSpec): Promise<Program> {
  const program = await (await engine.open(device, { threads: 1 })).compile(set.graphs);
  opened.push(program);
  await program.writeState(initialState({ model, recipe: set.recipe }));
  return program;
}

// The first session of a process compiles the whole of the WebAssembly, on cores that may be busy.
describe.each(['cpu', 'wasm'])('ort:%s', { timeout: 120_000 }, (device) => {
  describe.each([branching, plain])('$name', (model) => {
    it('computes every tensor of a step as the reference does', async () => {
      const set = setOf(model, optimizers[0]!);
      const feeds = feedsOf(set, 6, 0);
      const [ours, theirs] = [await (await start(backend, device, set, model)).inspect(feeds), await (await start(reference, 'cpu', set, model)).inspect(feeds)];
      expect([...ours.keys()].toSorted()).toEqual([...theirs.keys()].toSorted());
      const differing = [...theirs].map(([name, values]) => ({ name, error: relativeError(ours.get(name)!, values, 1e-3) })).filter(({ error }) => !(error < 1e-4));
      expect(differing).toEqual([]);
    });

    it.each(optimizers)('takes three steps of $kind as the reference does', async (optimizer) => {
      const set = setOf(model, optimizer);
      const [ours, theirs] = [await start(backend, device, set, model), await start(reference, 'cpu', set, model)];
      for (const [step, size] of [6, 6, 5].entries()) {
        const feeds = feedsOf(set, size, step);
        const metrics = await (await ours.step(feeds))();
        const expected = await (await theirs.step(feeds))();
        expect(Math.abs(metrics.loss - expected.loss)).toBeLessThan(1e-4 * expected.loss);
        expect(metrics.correct).toBe(expected.correct);
      }
      const batch = feedsOf(set, 7, 9);
      const [evaluation, expected] = [await ours.evaluate(batch), await theirs.evaluate(batch)];
      expect(Math.abs(evaluation.loss - expected.loss)).toBeLessThan(1e-3 * expected.loss);
      expect(relativeError(await ours.predict(batch), await theirs.predict(batch), 1e-3)).toBeLessThan(1e-3);
    });
  });

  describe('the state', () => {
    it('comes back as it was written, for every tensor', async () => {
      const set = setOf(branching, optimizers[2]!);
      const program = await start(backend, device, set, branching);
      const values = new Map(set.graphs.training(2).state.map(({ name, shape }) => [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 0.5)]));
      await program.writeState(values);
      expect(await program.readState()).toEqual(values);
    });

    it('goes on from a state that was read, bit for bit', async () => {
      const set = setOf(branching, optimizers[1]!);
      const whole = await start(backend, device, set, branching);
      for (let step = 0; step < 4; step++) await whole.step(feedsOf(set, 6, step));
      const first = await start(backend, device, set, branching);
      for (let step = 0; step < 2; step++) await first.step(feedsOf(set, 6, step));
      const second = await start(backend, device, set, branching);
      await second.writeState(await first.readState());
      for (let step = 2; step < 4; step++) await second.step(feedsOf(set, 6, step));
      expect(await second.readState()).toEqual(await whole.readState());
    });

    it('is not touched by evaluating, predicting or inspecting', async () => {
      const set = setOf(branching, optimizers[0]!);
      const program = await start(backend, device, set, branching);
      const before = await program.readState();
      const feeds = feedsOf(set, 6, 0);
      await program.evaluate(feeds);
      await program.predict(feeds);
      await program.inspect(feeds, ['loss']);
      expect(await program.readState()).toEqual(before);
    });

    it('stays as many tensors as it was, two at most for each name', async () => {
      const set = setOf(plain, optimizers[1]!);
      const program = await start(backend, device, set, plain);
      const before = program.tensorCount();
      for (let step = 0; step < 20; step++) await program.step(feedsOf(set, 6, step));
      expect(program.tensorCount()).toBe(before);
      expect(before).toBeLessThanOrEqual(2 * set.graphs.training(6).state.length);
    });
  });

  describe('a mistake', () => {
    const set = setOf(plain, optimizers[0]!);
    const feeds = feedsOf(set, 6, 0);
    const without = (name: string): Feeds => new Map([...feeds].filter(([key]) => key !== name));

    it.each([
      ['no pixels', 'missing-feed', without('pixels')],
      ['no labels', 'missing-feed', without('labels')],
      ['half an image', 'feed-size', new Map([...feeds, ['pixels', new Uint8Array(100)]])],
      ['too few labels', 'feed-size', new Map([...feeds, ['labels', new Int32Array(3)]])],
      ['labels as bytes', 'feed-type', new Map([...feeds, ['labels', new Uint8Array(6)]])],
      ['a label that is no class', 'label-out-of-range', new Map([...feeds, ['labels', Int32Array.of(0, 1, 2, 3, 4, 0)]])],
    ] as const)('in the feeds is named: %s', async (_, code, wrong) => {
      const program = await start(backend, device, set, plain);
      await expect(program.step(wrong)).rejects.toMatchObject({ code });
      await expect(program.step(feeds)).resolves.toBeTypeOf('function');
    });

    it('in the state is named', async () => {
      const program = await start(backend, device, set, plain);
      await expect(program.writeState(new Map([['0.wait', new Float32Array(1)]]))).rejects.toMatchObject({ code: 'unknown-state' });
      await expect(program.writeState(new Map([['0.weight', new Float32Array(1)]]))).rejects.toMatchObject({ code: 'state-size' });
    });

    it('in what is asked for is named', async () => {
      const program = await start(backend, device, set, plain);
      await expect(program.inspect(feeds, ['0:outputs'])).rejects.toMatchObject({ code: 'unknown-tensor' });
      await program.dispose();
      await expect(program.step(feeds)).rejects.toMatchObject({ code: 'program-disposed' });
      await expect(program.readState()).rejects.toMatchObject({ code: 'program-disposed' });
    });
  });
});

describe('a session that could not be opened', () => {
  it('is opened when it is asked for again, and is in nobody\'s way', async () => {
    const set = setOf(plain, optimizers[0]!);
    const feeds = feedsOf(set, 6, 0);
    let refusals = 1;
    const InferenceSession = {
      create: async (file: Uint8Array, options: ort.InferenceSession.SessionOptions) => {
        if (refusals-- > 0) throw new Error('out of memory');
        return ort.InferenceSession.create(file, options);
      },
    };
    const runtime = { ...ort, InferenceSession } as unknown as Runtime;
    const program = createProgram(set.graphs, { runtime, device: devices.cpu, compiler: createCompiler({ device: devices.cpu, precision: 'fast' }), threads: 1 });
    await program.writeState(initialState({ model: plain, recipe: set.recipe }));
    await expect(program.inspect(feeds, ['loss'])).rejects.toMatchObject({ code: 'session-refused' });
    expect((await program.inspect(feeds, ['loss'])).get('loss')).toHaveLength(1);
    refusals = 1;
    await expect(program.inspect(feeds, ['correct'])).rejects.toMatchObject({ code: 'session-refused' });
    expect((await program.inspect(feeds, ['loss'])).get('loss')).toHaveLength(1);
    refusals = 1;
    await expect(program.evaluate(feeds)).rejects.toMatchObject({ code: 'session-refused' });
    expect((await program.evaluate(feeds)).loss).toBeGreaterThan(0);
    refusals = 1;
    await expect(program.inspect(feeds, ['correct'])).rejects.toMatchObject({ code: 'session-refused' });
    await program.dispose();
    await program.dispose();
  });
});
