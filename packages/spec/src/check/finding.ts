import type { FieldIssue } from '../fields/field.js';
import type { Problem } from '../layers/definition.js';
import { SpecError } from './error.js';

/** One thing that is wrong with a model or a recipe. */
export interface Finding {
  /** Stable identifier for programs, such as `kernel-exceeds-input`. */
  readonly code: string;
  /** The layer's path; `''` for the file itself. */
  readonly path: string;
  /** The layer's kind, where it is known. */
  readonly kind?: string;
  /** What is wrong, with the value received. */
  readonly message: string;
  /** The values and the arithmetic, a line each. */
  readonly details?: readonly string[];
  /** The value at fault, shortened. */
  readonly received?: string;
  readonly remedy?: string;
  /** The way to the value in the JSON. */
  readonly pointer: Pointer;
}

/** Keys and indices from the root; of a missing field, the object that lacks it. */
export type Pointer = readonly (string | number)[];

export function issueFinding(issue: FieldIssue, path: string, kind: string | undefined, pointer: Pointer): Finding {
  const { code, message, received, remedy } = issue;
  return {
    code,
    path,
    ...(kind !== undefined && { kind }),
    message,
    ...(received !== undefined && { received }),
    ...(remedy !== undefined && { remedy }),
    pointer: [...pointer, ...issue.pointer],
  };
}

export function problemFinding({ code, problem, details, remedy, field }: Problem, path: string, kind: string | undefined, pointer: Pointer): Finding {
  return {
    code,
    path,
    ...(kind !== undefined && { kind }),
    message: problem,
    ...(details !== undefined && { details }),
    ...(remedy !== undefined && { remedy }),
    pointer: field === undefined ? pointer : [...pointer, field],
  };
}

/** The error of a file with these findings: the first as it stands, or all of them one below the other. */
export function findingsError(name: string, findings: readonly [Finding, ...Finding[]]): SpecError {
  const [first, ...others] = findings;
  if (others.length === 0) {
    return new SpecError(
      {
        code: first.code,
        subject: first.path === '' ? name : `${name}/${place(first)}`,
        problem: first.message,
        ...(first.details && { details: first.details }),
        ...(first.remedy && { remedy: first.remedy }),
      },
      { findings },
    );
  }
  return new SpecError({ code: first.code, subject: name, problem: `${findings.length} findings`, details: listed(findings) }, { findings });
}

const most = 20;

function listed(findings: readonly Finding[]): readonly string[] {
  const lines = findings.slice(0, most).flatMap((finding) => {
    const below = [...(finding.details ?? []), ...(finding.remedy === undefined ? [] : [finding.remedy])];
    const where = place(finding);
    return [where === '' ? finding.message : `${where}: ${finding.message}`, ...below.map((line) => `  ${line}`)];
  });
  return findings.length > most ? [...lines, `and ${findings.length - most} more`] : lines;
}

function place({ path, kind }: Finding): string {
  return [path, kind].filter((part) => part !== undefined && part !== '').join(' ');
}
