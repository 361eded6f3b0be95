import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ArchetypeError, parseModel, zoo, type ModelSpec } from '@archetype/spec';
import { nearest, listed } from '../nearest.js';
import { shellWord } from '../terminal/shellWord.js';
import { looksLikePath, readDocument } from './document.js';
import { parseFile } from './faults.js';
import { formatOf } from './formatOf.js';

export interface LoadedModel {
  readonly model: ModelSpec;
  /** The zoo name, when that is how it was asked for. */
  readonly zooName?: string;
}

/**
 * A model by its zoo name or file path. A name of the zoo wins over a file of the same name; `./name` means the file.
 *
 * @param parse how much of a file must be right; `parseWellFormed` where the model's own input does not matter
 */
export async function loadModel(reference: string, parse: (value: unknown) => ModelSpec = parseModel): Promise<LoadedModel> {
  const entry = Object.entries(zoo).find(([name]) => name === reference);
  if (entry !== undefined) return { model: entry[1], zooName: reference };
  if (existsSync(reference) && statSync(reference).isDirectory()) throw folderForModel(reference);
  if (!looksLikePath(reference) && !existsSync(reference)) throw unknownModel(reference);
  const document = await readDocument(reference);
  if (formatOf(document.value) === 'recipe') throw recipeForModel(reference);
  return { model: parseFile(reference, document, parse) };
}

function unknownModel(reference: string): ArchetypeError {
  const near = nearest(reference, Object.keys(zoo));
  return new ArchetypeError({
    code: 'unknown-model',
    subject: reference,
    problem: 'neither a model of the zoo nor a file',
    remedy: near.length > 0 ? `did you mean ${listed(near)}?` : 'archetype list shows the zoo; a file ends in .json, .yaml, .ts or .js',
  });
}

function recipeForModel(reference: string): ArchetypeError {
  const remedy = `name the model that it is for; train, compare and export take the recipe as --recipe ${shellWord(reference)}`;
  return new ArchetypeError({ code: 'recipe-for-model', subject: reference, problem: 'this is a recipe, not a model', remedy });
}

function folderForModel(reference: string): ArchetypeError {
  const isRun = existsSync(join(reference, 'recipe.json'));
  return new ArchetypeError({
    code: 'folder-for-model',
    subject: reference,
    problem: isRun ? 'this is a run, not a model' : 'this is a folder; a model is a file, or a name of the zoo',
    remedy: isRun ? `to go on with it: archetype train --resume ${shellWord(reference)}; its model is ${join(reference, 'model.json')}` : 'name the file in it',
  });
}
