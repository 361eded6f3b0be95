import { ArchetypeError, SpecError } from '@archetype/spec';
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

/** Parses the value of a file; what is wrong with it is said of the file by its path. */
export function parseFile<Parsed>(path: string, document: SourceDocument, parse: (value: unknown) => Parsed): Parsed {
  refuseFaults(path, document);
  try {
    return parse(document.value);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    throw new SpecError({ ...error.explanation, subject: `${path}, ${error.explanation.subject}` }, { cause: error });
  }
}
