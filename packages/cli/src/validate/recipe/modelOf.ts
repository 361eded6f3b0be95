import { existsSync } from 'node:fs';
import { dirname, join, isAbsolute } from 'node:path';
import { checkModel, zoo, type Finding, type ModelSpec } from '@archetype/spec';
import { suggestion } from '../../nearest.js';
import { readDocument } from '../../sources/document.js';
import type { SourceDocument } from '../../sources/position.js';
import { findingOf } from '../finding.js';

export interface ReferredModel {
  /** Absent where there is a finding. */
  readonly model?: ModelSpec;
  readonly findings?: readonly Finding[];
}

/** The model that a recipe's `model` means: one in place, a name of the zoo, or the path of a file, relative to the recipe. */
export async function modelOf(reference: unknown, recipeFile: string): Promise<ReferredModel> {
  // A model in place has been checked with the recipe.
  if (typeof reference !== 'string') return { model: reference as ModelSpec };
  const entry = Object.entries(zoo).find(([name]) => name === reference);
  if (entry !== undefined) return { model: entry[1] };
  const path = isAbsolute(reference) ? reference : join(dirname(recipeFile), reference);
  return existsSync(path) ? readModel(path, reference) : { findings: [unknownModel(reference)] };
}

async function readModel(path: string, reference: string): Promise<ReferredModel> {
  let document: SourceDocument;
  try {
    document = await readDocument(path);
  } catch (error) {
    return { findings: [findingOf(error, POINTER)] };
  }
  const textual = document.faults.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`);
  const found = document.value === undefined ? [] : checkModel(document.value);
  const details = [
    ...textual,
    ...found.map((finding) => {
      const { line, column } = document.locate(finding.pointer);
      return `${path}:${line}:${column} ${finding.path === '' ? '' : `${finding.path}: `}${finding.message}`;
    }),
  ];
  if (details.length === 0) return { model: document.value as ModelSpec };
  const finding: Finding = {
    code: 'model-invalid',
    path: '',
    message: `the model ${JSON.stringify(reference)} has ${details.length} ${details.length === 1 ? 'finding' : 'findings'}`,
    details: details.length > MOST_LISTED ? [...details.slice(0, MOST_LISTED), `and ${details.length - MOST_LISTED} more`] : details,
    remedy: 'validate that file alone, and correct it',
    received: reference,
    pointer: POINTER,
  };
  return { findings: [finding] };
}

const POINTER = ['model'] as const;
const MOST_LISTED = 8;

function unknownModel(reference: string): Finding {
  return {
    code: 'unknown-model',
    path: '',
    message: `model ${JSON.stringify(reference)} is neither in the zoo nor a file beside this one`,
    received: reference,
    remedy: /[/\\.]/.test(reference) ? 'a path is relative to the recipe' : suggestion(reference, Object.keys(zoo)),
    pointer: POINTER,
  };
}
