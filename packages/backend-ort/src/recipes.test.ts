import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadFashionMnist } from '@archetype/datasets';
import { defineRecipe, zoo } from '@archetype/spec';
import type { RecipeFields } from '@archetype/spec';
import { createGraphSet, readSafetensors, trainingFeeds } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { backend } from './backend.js';

const fixtures = new URL('../../../fixtures/torch/', import.meta.url);

/** What fixtures/torch/make_recipes.py wrote: the losses of PyTorch with these fields of a recipe, and parameters after its last step, in double precision. */
interface Recorded {
  readonly batchSize: number;
  readonly runs: readonly (Required<Pick<RecipeFields, 'optimizer'>> & Pick<RecipeFields, 'loss' | 'gradientClipping'> & {
    readonly losses: readonly number[];
    readonly after: Readonly<Record<string, readonly number[]>>;
  })[];
}

const { batchSize, runs } = JSON.parse(await readFile(new URL('recipes.json', fixtures), 'utf8')) as Recorded;
const { images, labels } = (await loadFashionMnist({ source: 'sample' })).train;
const { tensors } = await readSafetensors(fileURLToPath(new URL('lenet-relu.weights.safetensors', fixtures)));
const weights = new Map([...tensors].map(([name, { values }]) => [name, values]));
const model = zoo['lenet-relu'];

async function repeat({ losses: { length: steps }, optimizer, loss, gradientClipping }: Recorded['runs'][number], device: string) {
  const recipe = defineRecipe({ name: 'fixture', model, batchSize, optimizer, ...(loss && { loss }), ...(gradientClipping && { gradientClipping }) });
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
  const state = await program.readState();
  await program.dispose();
  return { losses, state };
}

/** How far a parameter is from where it should be, as a part of its way there: both as root mean squares. */
function astray(values: Float32Array, before: Float32Array, after: readonly number[]): number {
  const distance = (from: ArrayLike<number>): number => Math.hypot(...after.map((value, i) => value - from[i]!));
  return distance(values) / distance(before);
}

/** Usually 1e-6; more where rounding sends a gradient to the other of two pixels. Without weight decay, momentum or clipping, or with another kind, a parameter is 10 % astray and more. */
const MOST_ASTRAY = 0.03;

describe.each(['cpu', 'wasm'])('on ort:%s, PyTorch has the same losses and makes the same of the weights', { timeout: 120_000 }, (device) => {
  it.each(runs)('with $optimizer, $loss, $gradientClipping', async (run) => {
    const { losses, state } = await repeat(run, device);
    expect(losses).toHaveLength(6);
    for (const [step, loss] of losses.entries()) expect(Math.abs(loss - run.losses[step]!) / run.losses[step]!, `step ${step}`).toBeLessThan(1e-4);
    for (const [name, after] of Object.entries(run.after)) expect(astray(state.get(name)!, weights.get(name)!, after), name).toBeLessThan(MOST_ASTRAY);
  });
});
