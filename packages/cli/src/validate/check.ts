import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { checkModel, checkRecipe, zoo, type Finding } from '@archetype/spec';
import { suggestion } from '../nearest.js';
import { readDocument } from '../sources/document.js';
import type { Position } from '../sources/position.js';

/** A finding and where it stands in its file. */
export type LocatedFinding = Omit<Finding, 'pointer'> & Position & { readonly pointer?: Finding['pointer'] };

export interface CheckedFile {
  readonly file: string;
  /** What the file was taken for; absent when its text is no document. */
  readonly kind?: 'model' | 'recipe';
  readonly ok: boolean;
  readonly findings: readonly LocatedFinding[];
}

/** Every finding of one file: of its text, of its fields, of its shapes. A recipe is told by its `format`. */
export async function checkFile(file: string): Promise<CheckedFile> {
  const document = await readDocument(file);
  const textual: readonly LocatedFinding[] = document.faults.map(({ code, message, line, column }) => ({ code, path: '', message, line, column }));
  if (document.value === undefined) return { file, ok: false, findings: textual };
  const kind = isRecipe(document.value) ? 'recipe' : 'model';
  const found = kind === 'recipe' ? [...checkRecipe(document.value), ...checkReference(document.value, file)] : checkModel(document.value);
  const findings = [...textual, ...found.map((finding) => ({ ...finding, ...document.locate(finding.pointer) }))].toSorted(
    (a, b) => a.line - b.line || a.column - b.column,
  );
  return { file, kind, ok: findings.length === 0, findings };
}

function isRecipe(value: unknown): boolean {
  const { format } = (typeof value === 'object' && value !== null ? value : {}) as { readonly format?: unknown };
  return typeof format === 'string' && format.startsWith('archetype-recipe/');
}

/** A recipe's model by name must be in the zoo or, beside the recipe, a file. */
function checkReference(value: unknown, file: string): readonly Finding[] {
  const { model } = value as { readonly model?: unknown };
  if (typeof model !== 'string' || model === '' || Object.hasOwn(zoo, model) || existsSync(resolve(dirname(file), model))) return [];
  return [
    {
      code: 'unknown-model',
      path: '',
      message: `model ${JSON.stringify(model)} is neither in the zoo nor a file beside this one`,
      received: model,
      remedy: /[/\\.]/.test(model) ? 'a path is relative to the recipe' : suggestion(model, Object.keys(zoo)),
      pointer: ['model'],
    },
  ];
}
