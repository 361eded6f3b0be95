import { batchNorm, defineModel, defineRecipe, flatten, linear } from '@archetype/spec';
import type { Engine } from '@archetype/training';
import { expect, it } from 'vitest';
import { loadData } from './data.js';
import { openSession } from './session.js';

const model = defineModel({ name: 'normed', input: [1, 28, 28], layers: [flatten(), batchNorm(), linear({ outFeatures: 10 })] });
const engine: Engine = { name: 'none', environment: {}, compile: async () => expect.unreachable('nothing is to be compiled'), dispose: async () => {} };
const opened = async (limit: number, lastBatch: 'keep' | 'drop') =>
  openSession({
    model,
    recipe: defineRecipe({ name: 'normed', model, batchSize: 32, lastBatch }),
    dataset: await loadData('sample'),
    data: { source: 'sample', limit, shuffle: true, test: false },
    engine,
  });

it('a last batch of one that batch normalisation refuses is told before anything is compiled', async () => {
  await expect(opened(65, 'keep')).rejects.toMatchObject({ code: 'batch-norm-single-value' });
  await expect(opened(66, 'keep')).rejects.toThrow('nothing is to be compiled');
  await expect(opened(65, 'drop')).rejects.toThrow('nothing is to be compiled');
});
