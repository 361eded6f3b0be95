import { ArchetypeError } from '@archetype/spec';
import type { SourceDocument } from './position.js';

/** Throws when the text of a document has faults: its value then is not what its author thinks. */
export function refuseFaults(path: string, { faults }: SourceDocument): void {
  const [first, ...more] = faults;
  if (first === undefined) return;
  throw new ArchetypeError({
    code: first.code,
    subject: `${path}:${first.line}:${first.column}`,
    problem: first.message,
    details: more.map(({ line, column, message }) => `${line}:${column} ${message}`),
  });
}
