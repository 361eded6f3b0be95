import { backend as reference } from '@archetype/backend-reference';
import * as spec from '@archetype/spec';
import { defineModel, defineRecipe } from '@archetype/spec';
import type { Layer, ModelSpec, Optimizer, Recipe } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import type { Backend, Feeds, GraphSet, Program } from '@archetype/training';
import * as ort from 'onnxruntime-node';
import { afterEach, describe, expect, it } from 'vitest';
import { backend } from './backend.js';
import { createCompiler } from './compileOnce.js';
import { devices } from './devices/devices.js';
import { createProgram } from './program.js';
import type { Runtime } from './runtimes/runtime.js';

const { conv2d, batchNorm, relu, maxPool2d, flatten, linear, sigmoid, dropout, parallel } = spec;

/** Every kind of layer, in two models. */
const branching = defineModel({
  name: 'branching',
  input: [3, 16, 16],
  layers: [
    conv2d({ outChannels: 6, kernelSize: 3, padding: [0, 1, 2, 1], stride: [1, 2], bias: false }),
    batchNorm(),
    relu(),
    spec.localResponseNorm({ size: 3, alpha: 0.1 }),
    parallel({
      merge: 'concat',
      branches: [
        [conv2d({ outChannels: 4, kernelSize: 3, padding: 2, dilation: 2, groups: 2 }), spec.silu()],
        [spec.avgPool2d({ kernelSize: 3, stride: 1, padding: 1 }), spec.gelu()],
        [maxPool2d({ kernelSize: 3, stride: 1, padding: 1 }), conv2d({ outChannels: 2, kernelSize: 1 }), spec.tanh()],
      ],
    }),
    batchNorm(),
    parallel({ merge: 'add', branches: [[], [conv2d({ outChannels: 12, kernelSize: 3, padding: 'same', groups: 12 }), spec.hardSwish()]] }),
    parallel({ merge: 'multiply', branches: [[], [spec.globalAvgPool2d(), conv2d({ outChannels: 12, kernelSize: 1 }), sigmoid()]] }),
    spec.sequential({ layers: [conv2d({ outChannels: 5, kernelSize: 5, padding: 'same' }), spec.leakyRelu()] }),
    maxPool2d({ kernelSize: 3, stride: 2, ceilMode: true }),
    spec.adaptiveAvgPool2d({ outputSize: [3, 2] }),
    dropout({ rate: 0.3 }),
    flatten(),
    // No bias before a batch normalisation: its gradient is rounding alone, of which Adam would make whole steps.
    linear({ outFeatures: 12, bias: false }),
    batchNorm({ affine: false, runningVariance: 'biased' }),
    spec.elu(),
    linear({ outFeatures: 8, bias: false }),
    spec.softplus(),
    dropout(),
    linear({ outFeatures: 4 }),
  ] as readonly Layer[],
});
const plain = defineModel({
  name: 'plain',
  input: [1, 9, 9],
  layers: [conv2d({ outChannels: 3, kernelSize: 3 }), relu(), flatten(), batchNorm(), dropout({ rate: 0.2 }), linear({ outFeatures: 4 })],
});

const images = [1, 9, 9] as const;
const optimizers: readonly Optimizer[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 },
  { kind: 'adam', learningRate: 0.01, weightDecay: 0.01 },
  { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
  { kind: 'rmsprop', learningRate: 0.002, momentum: 0.5 },
];

const setOf = (model: ModelSpec, optimizer: Optimizer): { readonly graphs: GraphSet; readonly recipe: Recipe } => {
  const resize = model.input.slice(1) as unknown as readonly [number, number];
  const recipe = defineRecipe({ name: 'test', model, optimizer, dataset: { name: 'fashion-mnist', ...(resize[0] === 9 ? {} : { resize }) }, seed: 7 });
  return { recipe, graphs: createGraphSet({ model, recipe, images }) };
};

/** Deterministic bytes and labels. */
const batchOf = (size: number, seed: number) => ({
  pixels: Uint8Array.from({ length: size * 81 }, (_, i) => Math.imul(i + 1 + seed * 977, 2654435761) >>> 24),
  labels: Int32Array.from({ length: size }, (_, i) => (i + seed) % 4),
});
const feedsOf = ({ graphs, recipe }: ReturnType<typeof setOf>, size: number, step: number): Feeds =>
  trainingFeeds(graphs.training(size), batchOf(size, step), recipe, { step, steps: 10, stepsPerEpoch: 5 });

const opened: Program[] = [];
afterEach(async () => {
  for (const program of opened.splice(0)) await program.dispose();
});
async function start(engine: Backend, device: string, set: ReturnType<typeof setOf>, model: ModelSpec): Promise<Program> {
  const program = await (await engine.open(device, { threads: 1 })).compile(set.graphs);
  opened.push(program);
  await program.writeState(initialState({ model, recipe: set.recipe }));
  return program;
}

const relativeDifference = (a: Float32Array, b: Float32Array): number => {
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0) / scale;
};

// The first session of a process compiles the whole of the WebAssembly, on cores that may be busy.
describe.each(['cpu', 'wasm'])('ort:%s', { timeout: 120_000 }, (device) => {
  describe.each([branching, plain])('$name', (model) => {
    it('computes every tensor of a step as the reference does', async () => {
      const set = setOf(model, optimizers[0]!);
      const feeds = feedsOf(set, 6, 0);
      const [ours, theirs] = [await (await start(backend, device, set, model)).inspect(feeds), await (await start(reference, 'cpu', set, model)).inspect(feeds)];
      expect([...ours.keys()].toSorted()).toEqual([...theirs.keys()].toSorted());
      const differing = [...theirs].map(([name, values]) => ({ name, error: relativeDifference(ours.get(name)!, values) })).filter(({ error }) => !(error < 1e-4));
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
      expect(relativeDifference(await ours.predict(batch), await theirs.predict(batch))).toBeLessThan(1e-3);
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
