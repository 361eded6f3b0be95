import { existsSync } from 'node:fs';
import { ArchetypeError, parseRecipe, recipes, type Recipe } from '@archetype/spec';
import { listed, nearest } from '../nearest.js';
import { looksLikePath, readDocument } from './document.js';
import { parseFile } from './faults.js';
import { formatOf } from './formatOf.js';

/** A recipe by its name in the zoo or its file. Which model it was written for does not matter: what is trained is named beside it. */
export async function loadRecipe(reference: string): Promise<Recipe> {
  const entry = Object.entries(recipes).find(([name]) => name === reference);
  if (entry !== undefined) return entry[1];
  if (!looksLikePath(reference) && !existsSync(reference)) throw unknownRecipe(reference);
  const document = await readDocument(reference);
  if (formatOf(document.value) === 'model') throw modelForRecipe(reference);
  return parseFile(reference, document, parseRecipe);
}

function modelForRecipe(reference: string): ArchetypeError {
  return new ArchetypeError({ code: 'model-for-recipe', subject: reference, problem: 'this is a model, not a recipe', remedy: 'leave --recipe out for the usual one, or name a file of a recipe' });
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
