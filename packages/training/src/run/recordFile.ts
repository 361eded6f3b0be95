import { readFile } from 'node:fs/promises';
import { ArchetypeError, SpecError } from '@archetype/spec';
import { onDisk } from '../checkpoint/fileFault.js';
import { writeDurably } from '../checkpoint/writeDurably.js';

/** Writes a value of JSON, whole or not at all. */
export async function writeRecord(path: string, value: unknown): Promise<void> {
  await writeDurably(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)]);
}

/**
 * Reads what `writeRecord` wrote.
 *
 * @param parse throws a `SpecError` for what it does not take; the error then names the file
 * @throws ArchetypeError `file-missing`, `not-json`, …
 */
export async function readRecord<Parsed>(path: string, parse: (value: unknown) => Parsed): Promise<Parsed> {
  const text = await onDisk(path, 'read', () => readFile(path, 'utf8'));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArchetypeError({ code: 'not-json', subject: path, problem: `it is not JSON: ${(error as Error).message}`, remedy: 'restore the file' });
  }
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    throw new SpecError({ ...error.explanation, subject: `${path}, ${error.explanation.subject}` }, { cause: error });
  }
}
