import { batchNorm, conv2d, defaultRecipe, defineModel, dropout, flatten, linear, maxPool2d, relu } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds, type Feeds, type Program } from '@archetype/training';
import { beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { backend } from './backend.js';

const model = defineModel({
  name: 'tiny',
  input: [1, 6, 6],
  layers: [
    conv2d({ outChannels: 3, kernelSize: 3, name: 'stem' }),
    batchNorm(),
    relu(),
    maxPool2d({ kernelSize: 2 }),
    flatten(),
    dropout({ rate: 0.25 }),
    linear({ outFeatures: 4, name: 'head' }),
  ],
});
const recipe = {
  ...defaultRecipe(model),
  optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 },
} as const;
const graphs = createGraphSet({ model, recipe, images: [1, 6, 6] });

const pixelsOf = (count: number, step: number): Uint8Array =>
  Uint8Array.from({ length: count * 36 }, (_, i) => (i * 37 + step * 101 + (i % 7) * 11) % 256);
const labelsOf = (count: number, step: number): Int32Array => Int32Array.from({ length: count }, (_, i) => (i * i + step) % 4);

function feedsOf(step: number, count = 5): Feeds {
  const batch = { pixels: pixelsOf(count, step), labels: labelsOf(count, step) };
  return trainingFeeds(graphs.training(count), batch, recipe, { step, steps: 100, stepsPerEpoch: 10 });
}

const compile = async (): Promise<Program> => {
  const engine = await backend.open('cpu');
  const compiled = await engine.compile(graphs);
  await compiled.writeState(initialState({ model, recipe }));
  return compiled;
};

const lossOfStep = async (on: Program, step: number): Promise<number> => {
  const read = await on.step(feedsOf(step));
  return (await read()).loss;
};

let program: Program;
beforeEach(async () => {
  program = await compile();
});

describe('a program', () => {
  it('learns', async () => {
    const losses: number[] = [];
    for (let step = 0; step < 30; step++) losses.push((await (await program.step(feedsOf(0)))()).loss);
    expect(losses[29]).toBeLessThan(losses[0]! / 2);
  });

  it('goes on bit for bit from a state that was read and written, in another program', async () => {
    for (let step = 0; step < 3; step++) await lossOfStep(program, step);
    const other = await compile();
    await other.writeState(await program.readState());
    for (let step = 3; step < 8; step++) expect(await lossOfStep(other, step)).toBe(await lossOfStep(program, step));
    expect(await other.readState()).toEqual(await program.readState());
  });

  it('takes another batch size at any time', async () => {
    await lossOfStep(program, 0);
    const read = await program.step(feedsOf(1, 2));
    expect((await read()).correct).toBeLessThanOrEqual(2);
    expect(await program.predict(new Map([['pixels', pixelsOf(3, 0)]]))).toHaveLength(12);
  });

  it('reads a step when asked, steps later', async () => {
    const first = await program.step(feedsOf(0));
    await program.step(feedsOf(1));
    expect((await first()).loss).toBe(await lossOfStep(await compile(), 0));
  });

  it('predicts a distribution for each sample, and evaluates without changing anything', async () => {
    const before = await program.readState();
    const probabilities = await program.predict(new Map([['pixels', pixelsOf(2, 0)]]));
    expect(probabilities.subarray(0, 4).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    const one = new Map<string, Uint8Array | Int32Array>([['pixels', pixelsOf(1, 0)], ['labels', Int32Array.of(2)]]);
    const { loss, correct } = await program.evaluate(one);
    const alone = await program.predict(new Map([['pixels', pixelsOf(1, 0)]]));
    expect(loss).toBeCloseTo(-Math.log(alone[2]!), 6);
    expect(correct).toBe(Math.max(...alone) === alone[2] ? 1 : 0);
    expect(await program.readState()).toEqual(before);
  });

  it('inspects any tensor of the training graph, and keeps no update', async () => {
    const before = await program.readState();
    const some = await program.inspect(feedsOf(0), ['loss', 'stem.weight:gradient', 'stem.weight:next']);
    expect([...some].map(([name, { length }]) => [name, length])).toEqual([['loss', 1], ['stem.weight:gradient', 27], ['stem.weight:next', 27]]);
    expect(await program.readState()).toEqual(before);
    const all = await program.inspect(feedsOf(0));
    expect([...all.keys()].toSorted()).toEqual([...graphs.training(5).tensors.keys()].toSorted());
    await program.step(feedsOf(0));
    expect((await program.readState()).get('stem.weight')).toEqual(some.get('stem.weight:next'));
  });

  it('hands out copies', async () => {
    const state = await program.readState();
    state.get('head.weight')!.fill(9);
    expect((await program.readState()).get('head.weight')).not.toEqual(state.get('head.weight'));
  });

  it('counts its tensors, and has none when it is disposed of', async () => {
    expect(program.tensorCount()).toBe(graphs.training(2).state.length);
    await program.dispose();
    expect(program.tensorCount()).toBe(0);
    await expect(program.readState()).rejects.toMatchObject({ code: 'program-disposed' });
    await expect(program.step(feedsOf(0))).rejects.toMatchObject({ code: 'program-disposed' });
  });
});

describe('a wrong call is explained', () => {
  const without = (name: string): Feeds => new Map([...feedsOf(0)].filter(([each]) => each !== name));
  const withFeed = (name: string, values: Uint8Array | Int32Array | Float32Array): Feeds => new Map(feedsOf(0)).set(name, values);

  it.each([
    ['no pixels', without('pixels'), 'missing-feed', 'tiny/pixels: no pixels values are fed'],
    ['no mask', without('5:mask'), 'missing-feed', 'expected uint8 [5, 12] = 60 values'],
    ['no learning rate', without('learningRate'), 'missing-feed', 'expected float32 [] = 1 values'],
    ['half a sample', withFeed('pixels', new Uint8Array(54)), 'feed-size', '54 / 36 = 1.5'],
    ['no sample', withFeed('pixels', new Uint8Array(0)), 'feed-size', 'received 0 values'],
    ['too few labels', withFeed('labels', new Int32Array(4)), 'feed-size', 'tiny/labels: received 4 values, expected 5'],
    ['pixels as floats', withFeed('pixels', new Float32Array(180)), 'feed-type', 'received a Float32Array for uint8 values'],
    ['an unknown class', withFeed('labels', Int32Array.of(0, 1, 4, 2, 3)), 'label-out-of-range', 'sample 2 has label 4, and the model has 4 classes'],
  ])('%s', async (_name, feeds, code, message) => {
    const call = program.step(feeds);
    await expect(call).rejects.toMatchObject({ name: 'ArchetypeError', code });
    await expect(call).rejects.toThrow(message);
  });

  it('state of another name or size, of which nothing is then written', async () => {
    const before = await program.readState();
    const zeros = ['stem.weight', new Float32Array(27)] as const;
    await expect(program.writeState(new Map([zeros, ['stern.weight', new Float32Array(27)]]))).rejects.toMatchObject({ code: 'unknown-state' });
    await expect(program.writeState(new Map([zeros, ['head.bias', new Float32Array(3)]]))).rejects.toThrow('received 3 values, expected 4');
    expect(await program.readState()).toEqual(before);
  });

  it('a tensor that the graph does not have', async () => {
    await expect(program.inspect(feedsOf(0), ['stem:outptu'])).rejects.toMatchObject({ code: 'unknown-tensor' });
  });
});

describe('the backend', () => {
  it('runs on the CPU, and says its version', async () => {
    expect(await backend.probe('cpu')).toEqual({ engine: 'reference', available: true, version: packageJson.version });
    const engine = await backend.open('cpu');
    expect(engine.name).toBe('reference');
    expect(engine.environment.runtime).toBe(`reference ${packageJson.version}`);
  });

  it('has no other device', async () => {
    expect(await backend.probe('cuda')).toMatchObject({ available: false });
    await expect(backend.open('cuda')).rejects.toThrow('reference:cuda: the reference engine runs on the CPU only, not on cuda\n  use `reference`');
  });
});
