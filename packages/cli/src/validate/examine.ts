import { checkModel, checkRecipe, type Finding, type ModelSpec } from '@archetype/spec';
import { readDocument } from '../sources/document.js';
import { formatOf } from '../sources/formatOf.js';
import type { Pointer, Position, SourceDocument } from '../sources/position.js';
import { findingOf, type CheckedFile, type LocatedFinding } from './finding.js';
import type { Training } from './recipe/training.js';

/** A model that is right in itself, as a file gives it: what can be held against a budget, a lock or weights. */
export interface Subject {
  readonly model: ModelSpec;
  /** Where the model stands in the file; absent where the file only names it. */
  readonly place?: Pointer;
  /** How the recipe trains it, if the file is one. */
  readonly training?: Training;
}

/** A file after its own check. */
export interface Examined {
  readonly file: string;
  readonly kind?: CheckedFile['kind'];
  readonly findings: readonly LocatedFinding[];
  readonly subject?: Subject;
  /** The position of the part at a pointer. */
  locate(pointer: Pointer): Position;
}

/** Every finding of one file: of its text, of its fields, of its shapes. A recipe is told by its `format`. */
export async function examine(file: string): Promise<Examined> {
  let document: SourceDocument;
  try {
    document = await readDocument(file);
  } catch (error) {
    const { pointer: _, ...finding } = findingOf(error, []);
    return { file, findings: [{ ...finding, ...TOP }], locate: () => TOP };
  }
  const { value, faults, locate } = document;
  const textual = faults.map(({ code, message, line, column }) => ({ code, path: '', message, line, column }));
  if (value === undefined) return { file, findings: textual, locate };
  const { kind, found, subject } = formatOf(value) === 'recipe' ? await recipeIn(value, file) : modelIn(value);
  const findings = [...textual, ...found.map((finding) => ({ ...finding, ...locate(finding.pointer) }))];
  // Of two keys of one name the author may have meant the other.
  return { file, kind, findings, locate, ...(subject !== undefined && faults.length === 0 && { subject }) };
}

const TOP: Position = { line: 1, column: 1 };

interface Judged {
  readonly kind: 'model' | 'recipe';
  readonly found: readonly Finding[];
  readonly subject?: Subject;
}

function modelIn(value: unknown): Judged {
  const found = checkModel(value);
  return { kind: 'model', found, ...(found.length === 0 && { subject: { model: value as ModelSpec, place: [] } }) };
}

async function recipeIn(value: unknown, file: string): Promise<Judged> {
  const found = checkRecipe(value);
  const { checkAgainstModel } = await import('./recipe/againstModel.js');
  const { findings, subject } = await checkAgainstModel(value as object, found, file);
  return { kind: 'recipe', found: [...found, ...findings], ...(subject && { subject }) };
}
