import type { Precision } from '@archetype/training';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadFashionMnist } from '@archetype/datasets';
import { defineRecipe, zoo } from '@archetype/spec';
import type { ModelSpec } from '@archetype/spec';
import { createGraphSet, readSafetensors, trainingFeeds } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';

const fixtures = new URL('../../../fixtures/torch/', import.meta.url);

/** What fixtures/torch/make.py wrote: 20 steps of PyTorch. */
interface Recorded {
  readonly batchSize: number;
  readonly losses: readonly number[];
  readonly optimizer: { readonly kind: 'sgd'; readonly learningRate: number };
  readonly statistics?: Readonly<Record<'unbiased' | 'biased', Readonly<Record<string, readonly number[]>>>>;
}

/** The same steps here: the losses, and the state afterwards. */
async function repeat(model: ModelSpec, { batchSize, optimizer, losses: { length: steps } }: Recorded, precision: Precision) {
  const recipe = defineRecipe({ name: 'fixture', model, batchSize, optimizer });
  const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
  const { tensors } = await readSafetensors(fileURLToPath(new URL(`${model.name}.weights.safetensors`, fixtures)));
  const { images, labels } = (await loadFashionMnist({ source: 'sample' })).train;
  const engine = await backend.open('cpu', { threads: 1, precision });
  const program = await engine.compile(graphs);
  await program.writeState(new Map([...tensors].map(([name, { values }]) => [name, values])));

  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const [start, end] = [step * batchSize, (step + 1) * batchSize];
    const batch = { pixels: images.slice(start * 784, end * 784), labels: Int32Array.from(labels.subarray(start, end)) };
    const feeds = trainingFeeds(graphs.training(batchSize), batch, recipe, { step, steps, stepsPerEpoch: steps });
    losses.push((await (await program.step(feeds))()).loss);
  }
  const state = await program.readState();
  await program.dispose();
  await engine.dispose();
  return { losses, state };
}

const recordOf = async (name: string): Promise<Recorded> => JSON.parse(await readFile(new URL(`${name}.losses.json`, fixtures), 'utf8')) as Recorded;

const largestDifference = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0);

describe.each(['lenet', 'lenet-relu', 'lenet-bn'] as const)('20 steps of %s', (name) => {
  it.each(['exact', 'fast'] as const)('have the losses of PyTorch, %s', async (precision) => {
    const recorded = await recordOf(name);
    const { losses } = await repeat(zoo[name], recorded, precision);
    expect(largestDifference(losses, recorded.losses)).toBeLessThanOrEqual(2e-4);
  });
});

describe.each(['unbiased', 'biased'] as const)('the running statistics of lenet-bn, %s', (runningVariance) => {
  it.each(['exact', 'fast'] as const)('are those of PyTorch, %s', async (precision) => {
    const recorded = await recordOf('lenet-bn');
    const layers = zoo['lenet-bn'].layers.map((layer) => (layer.kind === 'batchNorm' ? { ...layer, runningVariance } : layer));
    const { state } = await repeat({ ...zoo['lenet-bn'], layers }, recorded, precision);
    const differences = Object.entries(recorded.statistics![runningVariance]).map(([name, values]) => largestDifference(state.get(name)!, values));
    expect(differences).toHaveLength(8);
    expect(Math.max(...differences)).toBeLessThanOrEqual(1e-5);
  });
});
