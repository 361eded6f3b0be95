import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ArchetypeError, parseRecipe, recipes, type Recipe } from '@archetype/spec';
import { listed, nearest } from '../nearest.js';
import { readDocument } from './document.js';
import { refuseFaults } from './faults.js';

export interface LoadedRecipe {
  readonly recipe: Recipe;
  /** What the recipe's `model` means from here: a path in a file is relative to that file. */
  readonly modelReference: Recipe['model'];
}

/** A recipe by its name in the zoo or its file. */
export async function loadRecipe(reference: string): Promise<LoadedRecipe> {
  const entry = Object.entries(recipes).find(([name]) => name === reference);
  if (entry !== undefined) return { recipe: entry[1], modelReference: entry[1].model };
  if (!/[/\\]|\.(json|ya?ml|m?[jt]s)$/i.test(reference) && !existsSync(reference)) throw unknownRecipe(reference);
  const document = await readDocument(reference);
  refuseFaults(reference, document);
  const recipe = parseRecipe(document.value);
  const path = typeof recipe.model === 'string' && /[/\\]|\.(json|ya?ml|m?[jt]s)$/i.test(recipe.model);
  return { recipe, modelReference: path ? resolve(dirname(reference), String(recipe.model)) : recipe.model };
}

function unknownRecipe(reference: string): ArchetypeError {
  const near = nearest(reference, Object.keys(recipes));
  return new ArchetypeError({
    code: 'unknown-recipe',
    subject: reference,
    problem: 'neither a recipe of the zoo nor a file',
    remedy: near.length > 0 ? `did you mean ${listed(near)}?` : 'archetype list shows the recipes; a file ends in .json, .yaml, .ts or .js',
  });
}
