import { extname } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { listed } from '../nearest.js';
import type { Position, SourceDocument } from './position.js';
import { readSource } from './read.js';

const MODULES = ['.ts', '.mts', '.js', '.mjs'] as const;
export const SOURCE_EXTENSIONS = ['.json', '.yaml', '.yml', ...MODULES] as const;

/** Whether what was typed means a file, be it there or not, and no name of the zoo. */
export const looksLikePath = (reference: string): boolean => /[/\\]|\.(json|ya?ml|m?[jt]s)$/i.test(reference);

/** Reads a model or recipe file by its extension. Faults of the text are in the document; a file that cannot be read is an error. */
export async function readDocument(path: string): Promise<SourceDocument> {
  const extension = extname(path).toLowerCase();
  if (extension === '.json') {
    const { readJson } = await import('./json.js');
    return readJson(readSource(path));
  }
  if (extension === '.yaml' || extension === '.yml') {
    const { readYaml } = await import('./yaml.js');
    return readYaml(readSource(path));
  }
  if ((MODULES as readonly string[]).includes(extension)) {
    // A file that cannot be read is said to be so, not to have failed.
    readSource(path);
    const { importDefault } = await import('./module.js');
    // A program makes the value, so nothing in its text is the place of a part of it.
    return { value: await importDefault(path), locate: () => TOP, faults: [] };
  }
  throw new ArchetypeError({
    code: 'file-kind-unknown',
    subject: path,
    problem: extension === '' ? 'the file has no extension' : `files of the kind ${extension} are not read`,
    remedy: `a model or recipe is a file in ${listed(SOURCE_EXTENSIONS)}`,
  });
}

const TOP: Position = { line: 1, column: 1 };
