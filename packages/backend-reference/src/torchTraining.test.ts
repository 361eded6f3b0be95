import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { batchNorm, defaultRecipe, defineModel, zoo, type Layer, type ModelSpec } from '@archetype/spec';
import { createGraphSet, readSafetensors, trainingFeeds, type TensorValues } from '@archetype/training';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';

type Rule = 'unbiased' | 'biased';

/** What `fixtures/torch/make.py` writes: what PyTorch computes on the first images of the sample. */
interface Run {
  readonly batchSize: number;
  readonly optimizer: { readonly kind: 'sgd'; readonly learningRate: number };
  readonly lossesInDouble: readonly number[];
  readonly statistics?: Readonly<Record<Rule, Readonly<Record<string, readonly number[]>>>>;
}

const pathOf = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const readRun = async (name: string): Promise<Run> => JSON.parse(await readFile(pathOf(`fixtures/torch/${name}.losses.json`), 'utf8'));

/** The bytes of an IDX file after its header, of four bytes and four for each axis. */
async function readIdx(name: string): Promise<Uint8Array> {
  const bytes = gunzipSync(await readFile(pathOf(`packages/datasets/sample/${name}.gz`)));
  return bytes.subarray(4 + 4 * bytes[3]!);
}

async function repeatRun(name: 'lenet' | 'lenet-relu' | 'lenet-bn', model: ModelSpec, { batchSize, optimizer, lossesInDouble }: Run) {
  const recipe = {
    ...defaultRecipe(model),
    optimizer: { ...optimizer, momentum: 0, nesterov: false, weightDecay: 0 },
  } as const;
  const [pixels, labels] = await Promise.all([readIdx('train-images-idx3-ubyte'), readIdx('train-labels-idx1-ubyte')]);
  const { tensors } = await readSafetensors(pathOf(`fixtures/torch/${name}.weights.safetensors`));
  const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
  const engine = await backend.open('cpu');
  const program = await engine.compile(graphs);
  const weights: TensorValues = new Map([...tensors].map(([tensor, { values }]) => [tensor, Float32Array.from(values as Float32Array)]));
  await program.writeState(weights);
  const computed: number[] = [];
  for (const step of lossesInDouble.keys()) {
    const images = { from: step * batchSize, to: (step + 1) * batchSize };
    const batch = {
      pixels: pixels.subarray(images.from * 784, images.to * 784),
      labels: Int32Array.from(labels.subarray(images.from, images.to)),
    };
    const clock = { step, steps: lossesInDouble.length, stepsPerEpoch: lossesInDouble.length };
    const read = await program.step(trainingFeeds(graphs.training(batchSize), batch, recipe, clock));
    computed.push((await read()).loss);
  }
  return { computed, state: await program.readState() };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

const withVariance = (model: ModelSpec, runningVariance: Rule): ModelSpec =>
  defineModel({
    ...model,
    layers: model.layers.map((layer): Layer => (layer.kind === 'batchNorm' ? batchNorm({ ...layer, runningVariance }) : layer)),
  });

// PyTorch's state is double here as well; this engine's is rounded to float32 after each step, which is all that is left between them.
describe('20 steps of SGD from the same weights on the same images as PyTorch in float64', { timeout: 120_000 }, () => {
  it.each(['lenet', 'lenet-relu'] as const)('%s: every loss within 5e-7', async (name) => {
    const run = await readRun(name);
    const { computed } = await repeatRun(name, zoo[name], run);
    expect(computed).toHaveLength(20);
    expect(largestDifference(computed, run.lossesInDouble)).toBeLessThan(5e-7);
  });

  it.each(['unbiased', 'biased'] as const)('lenet-bn, %s running variance: losses within 5e-7, statistics within 1e-6', async (rule) => {
    const run = await readRun('lenet-bn');
    const { computed, state } = await repeatRun('lenet-bn', withVariance(zoo['lenet-bn'], rule), run);
    expect(computed).toHaveLength(20);
    expect(largestDifference(computed, run.lossesInDouble)).toBeLessThan(5e-7);
    const statistics = Object.entries(run.statistics![rule]);
    expect(statistics.length).toBeGreaterThan(0);
    for (const [tensor, values] of statistics) expect(largestDifference(values, state.get(tensor)!), tensor).toBeLessThan(1e-6);
  });
});
