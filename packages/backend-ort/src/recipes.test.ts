import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadFashionMnist } from '@archetype/datasets';
import { defineRecipe, zoo } from '@archetype/spec';
import type { RecipeFields } from '@archetype/spec';
import { createGraphSet, readSafetensors, trainingFeeds } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';

const fixtures = new URL('../../../fixtures/torch/', import.meta.url);

/** What fixtures/torch/make_recipes.py wrote: the losses of PyTorch with these fields of a recipe. */
interface Recorded {
  readonly batchSize: number;
  readonly runs: readonly (Pick<RecipeFields, 'optimizer' | 'loss' | 'gradientClipping'> & { readonly losses: readonly number[] })[];
}

const { batchSize, runs } = JSON.parse(await readFile(new URL('recipes.losses.json', fixtures), 'utf8')) as Recorded;
const { images, labels } = (await loadFashionMnist({ source: 'sample' })).train;
const { tensors } = await readSafetensors(fileURLToPath(new URL('lenet-relu.weights.safetensors', fixtures)));
const weights = new Map([...tensors].map(([name, { values }]) => [name, values]));
const model = zoo['lenet-relu'];

async function repeat({ losses: { length: steps }, ...fields }: Recorded['runs'][number], device: string): Promise<readonly number[]> {
  const recipe = defineRecipe({ name: 'fixture', model, batchSize, ...fields });
  const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
  const engine = await backend.open(device, { threads: 1 });
  const program = await engine.compile(graphs);
  await program.writeState(weights);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const [start, end] = [step * batchSize, (step + 1) * batchSize];
    const batch = { pixels: images.slice(start * 784, end * 784), labels: Int32Array.from(labels.subarray(start, end)) };
    losses.push((await (await program.step(trainingFeeds(graphs.training(batchSize), batch, recipe, { step, steps, stepsPerEpoch: steps })))()).loss);
  }
  await program.dispose();
  return losses;
}

describe.each(['cpu', 'wasm'])('on ort:%s, PyTorch has the same losses', { timeout: 120_000 }, (device) => {
  it.each(runs)('with $optimizer, $loss, $gradientClipping', async (run) => {
    const losses = await repeat(run, device);
    expect(losses).toHaveLength(6);
    for (const [step, loss] of losses.entries()) expect(Math.abs(loss - run.losses[step]!) / run.losses[step]!, `step ${step}`).toBeLessThan(1e-4);
  });
});
