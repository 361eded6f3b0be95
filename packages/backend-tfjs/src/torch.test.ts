import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { batchNorm, defaultRecipe, defineModel, type Layer, type ModelSpec, zoo } from '@archetype/spec';
import { createGraphSet, type Engine, readSafetensors, trainingFeeds } from '@archetype/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backend } from './backend.js';

/** What PyTorch computed, and how: fixtures/torch/make.py. */
interface Recorded {
  readonly batchSize: number;
  readonly losses: readonly number[];
  readonly statistics?: Readonly<Record<'unbiased' | 'biased', Readonly<Record<string, readonly number[]>>>>;
}

const root = new URL('../../../', import.meta.url);
const fileOf = (path: string): string => fileURLToPath(new URL(path, root));

/** The data of a gzipped IDX file, whose header has four bytes and four more for each axis. */
async function idx(name: string): Promise<Uint8Array> {
  const bytes = gunzipSync(await readFile(fileOf(`packages/datasets/sample/${name}`)));
  return bytes.subarray(4 + 4 * bytes[3]!);
}

function withVariance(model: ModelSpec, runningVariance: 'unbiased' | 'biased'): ModelSpec {
  const layers = model.layers.map((layer): Layer => (layer.kind === 'batchNorm' ? batchNorm({ ...layer, runningVariance }) : layer));
  return defineModel({ ...model, layers });
}

let engine: Engine;
beforeAll(async () => {
  engine = await backend.open('wasm', { threads: 2 });
});
afterAll(() => engine.dispose());

async function train(name: 'lenet' | 'lenet-relu' | 'lenet-bn', model: ModelSpec) {
  const recorded = JSON.parse(await readFile(fileOf(`fixtures/torch/${name}.losses.json`), 'utf8')) as Recorded;
  const { tensors } = await readSafetensors(fileOf(`fixtures/torch/${name}.weights.safetensors`));
  const [images, labels] = [await idx('train-images-idx3-ubyte.gz'), await idx('train-labels-idx1-ubyte.gz')];
  const plain = defaultRecipe(model);
  const recipe = { ...plain, optimizer: { ...plain.optimizer, kind: 'sgd', learningRate: 0.2, momentum: 0 } } as typeof plain;
  const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
  const program = await engine.compile(graphs);
  await program.writeState(new Map([...tensors].map(([tensor, { values }]) => [tensor, values])));
  const { batchSize } = recorded;
  const losses: number[] = [];
  for (let step = 0; step < recorded.losses.length; step += 1) {
    const batch = {
      pixels: images.subarray(step * batchSize * 784, (step + 1) * batchSize * 784),
      labels: Int32Array.from(labels.subarray(step * batchSize, (step + 1) * batchSize)),
    };
    const clock = { step, steps: recorded.losses.length, stepsPerEpoch: recorded.losses.length };
    losses.push((await (await program.step(trainingFeeds(graphs.training(batchSize), batch, recipe, clock)))()).loss);
  }
  const state = await program.readState();
  await program.dispose();
  return { recorded, losses, state };
}

describe('20 steps of SGD, batch 64, rate 0.2, from the same weights as PyTorch', () => {
  for (const name of ['lenet', 'lenet-relu', 'lenet-bn'] as const)
    it(`${name}: every loss within 2e-4`, async () => {
      const { recorded, losses } = await train(name, zoo[name]);
      recorded.losses.forEach((loss, step) => expect(Math.abs(losses[step]! - loss)).toBeLessThan(2e-4));
    });

  for (const rule of ['unbiased', 'biased'] as const)
    it(`lenet-bn: running statistics within 1e-5, ${rule} variance`, async () => {
      const { recorded, state } = await train('lenet-bn', withVariance(zoo['lenet-bn'], rule));
      const statistics = Object.entries(recorded.statistics![rule]);
      expect(statistics).toHaveLength(8);
      for (const [tensor, values] of statistics)
        values.forEach((value, index) => expect(Math.abs(state.get(tensor)![index]! - value)).toBeLessThan(1e-5));
    });
});
