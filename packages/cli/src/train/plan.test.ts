import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recipes, zoo } from '@archetype/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickRecipe } from '../compare/quick.js';
import { planTraining } from './plan.js';

const usual = { shuffle: true, test: true } as const;

describe('planTraining', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'archetype-plan-'));
    writeFileSync(join(folder, 'model.json'), JSON.stringify(zoo.lenet));
    writeFileSync(join(folder, 'recipe.json'), JSON.stringify({ ...recipes.lenet, name: 'mine', batchSize: 32 }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("takes the zoo's recipe for a zoo name, the sample, and nothing else", async () => {
    expect(await planTraining('lenet-bn', usual)).toEqual({ model: zoo['lenet-bn'], recipe: recipes['lenet-bn'], data: { source: 'sample', shuffle: true, test: true } });
  });

  it('takes the default recipe for a file, and keeps the model itself in the recipe', async () => {
    const { recipe } = await planTraining(join(folder, 'model.json'), usual);
    expect(recipe).toMatchObject({ batchSize: 128, optimizer: { kind: 'sgd', learningRate: 0.05 }, model: zoo.lenet });
  });

  it('takes a recipe by name or file, for whichever model is named', async () => {
    expect((await planTraining('lenet-relu', { ...usual, recipe: 'lenet-bn' })).recipe).toEqual({ ...recipes['lenet-bn'], model: 'lenet-relu' });
    expect((await planTraining('lenet', { ...usual, recipe: join(folder, 'recipe.json') })).recipe).toMatchObject({ name: 'mine', batchSize: 32 });
  });

  it('lets options win', async () => {
    const { recipe, data, weights } = await planTraining('lenet', { ...usual, shuffle: false, epochs: 2, batchSize: 8, seed: 5, learningRate: 0.1, data: 'full', limit: 9, weights: 'w.safetensors' });
    expect(recipe).toMatchObject({ epochs: 2, batchSize: 8, seed: 5, optimizer: { ...recipes.lenet.optimizer, learningRate: 0.1 } });
    expect(data).toEqual({ source: 'full', limit: 9, shuffle: false, test: true });
    expect(weights).toBe('w.safetensors');
  });

  it('gives another optimiser its own usual settings, not the old rate', async () => {
    const optimizer = async (options: object): Promise<object> => (await planTraining('lenet', { ...usual, ...options })).recipe.optimizer;
    expect(await optimizer({ optimizer: 'adam' })).toMatchObject({ kind: 'adam', learningRate: 0.001, beta1: 0.9 });
    expect(await optimizer({ optimizer: 'adam', learningRate: 0.01 })).toMatchObject({ kind: 'adam', learningRate: 0.01 });
    expect(await optimizer({ optimizer: 'sgd' })).toEqual(recipes.lenet.optimizer);
    expect(await optimizer({ recipe: 'alexnet-p2', optimizer: 'sgd' })).toMatchObject({ kind: 'sgd', learningRate: 0.05 });
  });

  it('changes the recipe only where nobody named one', async () => {
    const quick = { optimizer: { kind: 'adam', learningRate: 0.005 }, batchSize: 64, epochs: 4, initialization: recipes.lenet.initialization, dataset: recipes.lenet.dataset };
    expect((await planTraining('lenet', usual, quickRecipe)).recipe).toMatchObject({ ...quick, name: 'quick' });
    expect((await planTraining('lenet', { ...usual, epochs: 1 }, quickRecipe)).recipe).toMatchObject({ ...quick, epochs: 1 });
    expect((await planTraining('lenet', { ...usual, recipe: 'lenet' }, quickRecipe)).recipe).toEqual(recipes.lenet);
  });
});
