import type { Explanation } from '@archetype/spec';
import { coloursOf } from './terminal/colours.js';
import { note } from './terminal/output.js';

const ISSUES = 'Please report it with the command you ran; DEBUG=1 shows where it happened.';

/**
 * Prints what went wrong and returns the exit code. A user's mistake is its message alone. Anything else is a defect of ours:
 * a short message, and the stack where `DEBUG` is set.
 */
export async function reportFailure(error: unknown): Promise<number> {
  const { red, bold, dim } = coloursOf(process.stderr);
  if (isExplained(error)) {
    const [first, ...rest] = error.message.split('\n');
    note([`${red(bold('error'))} ${first}`, ...rest].join('\n'));
    return 2;
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  note(`${red(bold('defect'))} ${thrown.name}: ${thrown.message}`);
  note(dim(ISSUES));
  if (process.env['DEBUG']) note(thrown.stack ?? '');
  return 1;
}

/** By shape, not by class: the class may have been loaded twice, once by us and once by a model file of the user's. */
function isExplained(error: unknown): error is Error & { readonly explanation: Explanation } {
  return error instanceof Error && typeof (error as { explanation?: unknown }).explanation === 'object';
}
