import { backend as reference } from '@archetype/backend-reference';
import { batchNorm, conv2d, defineModel, defineRecipe, dropout, flatten, linear, maxPool2d, relu } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import type { Program, StepOperation } from '@archetype/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../testing/relativeError.js';
import { runOperation } from '../testing/runOperation.js';
import { backend } from './backend.js';
import { devices } from './devices/devices.js';
import { nativeRuntime } from './runtimes/native.js';
import type { LoadedRuntime } from './runtimes/runtime.js';
import { webgpuMissing } from './runtimes/webgpuHere.js';

const missing = await webgpuMissing();

describe.runIf(missing !== undefined)('without a graphics adapter', () => {
  it('says what is missing, and how to get it', async () => {
    expect(await backend.probe('webgpu')).toMatchObject({ available: false, ...missing });
    await expect(backend.open('webgpu')).rejects.toMatchObject({ code: 'engine-unavailable', message: expect.stringContaining(missing!.fix) });
  });
});

const model = defineModel({
  name: 'small',
  input: [1, 8, 8],
  layers: [
    conv2d({ outChannels: 4, kernelSize: 3, padding: 1 }), batchNorm(), relu(), maxPool2d({ kernelSize: 2, stride: 2 }), conv2d({ outChannels: 4, kernelSize: 3 }), relu(),
    flatten(), dropout({ rate: 0.2 }), linear({ outFeatures: 3 }),
  ],
});
const recipe = defineRecipe({ name: 'small', model, optimizer: { kind: 'adam', learningRate: 0.01 } });
const graphs = createGraphSet({ model, recipe, images: [1, 8, 8] });
const feedsOf = (step: number) => {
  const pixels = Uint8Array.from({ length: 5 * 64 }, (_, i) => Math.imul(i + 1 + step * 977, 2654435761) >>> 24);
  return trainingFeeds(graphs.training(5), { pixels, labels: Int32Array.of(0, 1, 2, 0, 1) }, recipe, { step, steps: 4, stepsPerEpoch: 4 });
};

// A driver in software takes seconds for one shader. README.md says how to have one.
describe.runIf(missing === undefined)('ort:webgpu', { timeout: 600_000 }, () => {
  let ours: Program;
  let theirs: Program;
  beforeAll(async () => {
    ours = await (await backend.open('webgpu')).compile(graphs);
    theirs = await (await reference.open('cpu')).compile(graphs);
    for (const program of [ours, theirs]) await program.writeState(initialState({ model, recipe }));
  });
  afterAll(async () => {
    await ours.dispose();
  });

  it('trains as the reference engine does, with its state on the card', async () => {
    const counts: (number | undefined)[] = [];
    for (let step = 0; step < 4; step++) {
      const [loss, expected] = [(await (await ours.step(feedsOf(step)))()).loss, (await (await theirs.step(feedsOf(step)))()).loss];
      expect(Math.abs(loss - expected)).toBeLessThan(1e-4);
      counts.push(ours.tensorCount());
    }
    expect(new Set(counts).size).toBe(1);
    const [state, expected] = [await ours.readState(), await theirs.readState()];
    for (const [name, values] of expected) values.forEach((value, i) => expect(Math.abs(state.get(name)![i]! - value), `${name}[${i}]`).toBeLessThan(1e-3));
  });

  it('evaluates with that state, and goes on from it when it is written back', async () => {
    const evaluation = await ours.evaluate(feedsOf(9));
    expect(Math.abs(evaluation.loss - (await theirs.evaluate(feedsOf(9))).loss)).toBeLessThan(1e-3);
    const state = await ours.readState();
    await ours.writeState(state);
    expect(await ours.readState()).toEqual(state);
    expect(await ours.evaluate(feedsOf(9))).toEqual(evaluation);
  });

  // Numbers of channels that the provider's Conv gets wrong (devices/webgpu.ts), as inputs of the layer and, for its gradient, as outputs.
  it.each([
    [6, 4, 1],
    [4, 6, 1],
    [4, 20, 4],
    [3, 6, 3],
    // Depthwise: its taps, and the groups of a weight, are split into more parts than a shader has buffers.
    [9, 9, 9],
    [24, 48, 24],
  ])('convolves %i channels to %i in %i groups, and its gradients', async (inChannels, outChannels, groups) => {
    const values = (shape: readonly number[]) => ({ shape, data: Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, i) => ((i * 37) % 101) / 50 - 1) });
    const [x, y, weight] = [[2, inChannels, 7, 7], [2, outChannels, 5, 5], [outChannels, inChannels / groups, 3, 3]];
    const sizes = { path: 'layer', kernelSize: [3, 3], stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups };
    const operations = [
      { kind: 'conv2d', ...sizes, inputs: ['x', 'weight'], outputs: ['y'] },
      { kind: 'conv2dInputGradient', ...sizes, inputs: ['dy', 'weight'], outputs: ['dx'] },
      { kind: 'conv2dWeightGradient', ...sizes, inputs: ['dy', 'x'], outputs: ['dWeight'] },
    ] as unknown as readonly StepOperation[];
    const { runtime } = (await nativeRuntime.load()) as LoadedRuntime;
    const inputs = { x: values(x), dy: values(y), weight: values(weight) };
    const results = await runOperation({ operations, inputs, outputs: { y, dx: x, dWeight: weight } }, { device: devices.webgpu, runtime });
    for (const [name, { received, expected }] of Object.entries(results)) expect(relativeError(received, expected), name).toBeLessThan(1e-5);
  });
});
