import type { ArchetypeError, Finding } from '@archetype/spec';
import type { Pointer, Position } from '../sources/position.js';
import type { Excess } from './budget/excess.js';

/** Something wrong with a file, and where in it. */
export interface LocatedFinding extends Omit<Finding, 'pointer'>, Position {
  readonly pointer?: Pointer;
  /** Of `budget-exceeded`: the numbers. */
  readonly budget?: Excess;
}

/** Something worth saying that is not wrong. */
export interface Note extends Position {
  readonly code: string;
  readonly message: string;
}

/** What was found in one file. */
export interface CheckedFile {
  readonly file: string;
  /** What the file was taken for; absent when its text is no document. */
  readonly kind?: 'model' | 'recipe' | 'lock' | 'weights';
  readonly ok: boolean;
  readonly findings: readonly LocatedFinding[];
  readonly notes?: readonly Note[];
}

/** The order of the file. */
export function inOrder(findings: readonly LocatedFinding[]): readonly LocatedFinding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** What an error says of a file, as a finding; a defect of ours is thrown again. */
export function findingOf(error: unknown, pointer: Pointer): Finding {
  // By shape: the class may have been loaded twice, once by us and once by a model file of the user's.
  if (!(error instanceof Error) || typeof (error as Partial<ArchetypeError>).explanation !== 'object') throw error;
  const { code, problem, details, remedy } = (error as ArchetypeError).explanation;
  return { code, path: '', message: problem, ...(details && { details }), ...(remedy !== undefined && { remedy }), pointer };
}
