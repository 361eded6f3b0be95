import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recipes, zoo } from '@archetype/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { formatOf } from './formatOf.js';
import { loadModel } from './model.js';
import { loadRecipe } from './recipe.js';

it.each([
  [zoo.lenet, 'model'],
  [recipes.lenet, 'recipe'],
  [{ format: 'archetype-recipe/2' }, 'recipe'],
  [{ format: 'archetype/2' }, 'model'],
  [{ format: 3 }, undefined],
  [{}, undefined],
  [null, undefined],
  [['archetype/1'], undefined],
])('%# is taken for a %s', (value, expected) => {
  expect(formatOf(value)).toBe(expected);
});

describe('one for the other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-format-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (name: string, value: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(value));
    return join(folder, name);
  };

  it('a recipe is no model, and is said to be one', async () => {
    const path = written('recipe.json', recipes.lenet);
    await expect(loadModel(path)).rejects.toMatchObject({ code: 'recipe-for-model', message: `${path}: this is a recipe, not a model\n  name the model that it is for; train, compare and export take the recipe as --recipe ${path}` });
  });

  it('a model is no recipe, and is said to be one', async () => {
    const path = written('model.json', zoo.lenet);
    await expect(loadRecipe(path)).rejects.toMatchObject({ code: 'model-for-recipe', message: expect.stringContaining('this is a model, not a recipe') as unknown });
  });
});
