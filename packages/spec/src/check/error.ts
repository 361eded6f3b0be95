import type { Finding } from './finding.js';

/** What every error of Archetype that a user can mend carries. */
export interface Explanation {
  /** Stable identifier for programs, such as `kernel-exceeds-input`. */
  readonly code: string;
  /** The layer (`alexnet/features.0 conv2d`), file or option at fault. */
  readonly subject: string;
  /** One sentence: what is wrong, with the value received. */
  readonly problem: string;
  /** The values and the arithmetic, a line each. */
  readonly details?: readonly string[];
  /** What would fix it. */
  readonly remedy?: string;
}

/**
 * A mistake that the user can mend: printed as its message alone, never with a stack trace.
 * Anything else that is thrown is a defect of ours.
 */
export class ArchetypeError extends Error {
  readonly code: string;
  readonly explanation: Explanation;

  constructor(explanation: Explanation, options?: ErrorOptions) {
    super(formatExplanation(explanation), options);
    this.name = 'ArchetypeError';
    this.code = explanation.code;
    this.explanation = explanation;
  }
}

/** A mistake in a model or a recipe. */
export class SpecError extends ArchetypeError {
  /** Every mistake found, where a whole file was checked; the explanation is of the first, or lists them. */
  readonly findings: readonly Finding[];

  constructor(explanation: Explanation, { findings = [], ...options }: ErrorOptions & { readonly findings?: readonly Finding[] } = {}) {
    super(explanation, options);
    this.name = 'SpecError';
    this.findings = findings;
  }
}

/** `subject: problem`, then the details and the remedy, two spaces in; a subject that is empty as `""`. */
export function formatExplanation({ subject, problem, details = [], remedy }: Explanation): string {
  const below = remedy === undefined ? details : [...details, remedy];
  return [`${subject === '' ? '""' : subject}: ${problem}`, ...below.map((line) => `  ${line}`)].join('\n');
}
