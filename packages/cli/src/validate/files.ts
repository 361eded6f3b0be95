import { stat } from 'node:fs/promises';
import { ArchetypeError } from '@archetype/spec';
import { listed } from '../nearest.js';
import { SOURCE_EXTENSIONS } from '../sources/document.js';

/** The files that names and globs mean, each once, in the order given; those of a glob by name. */
export async function filesOf(patterns: readonly string[]): Promise<readonly string[]> {
  const files = await Promise.all(patterns.map(matches));
  return [...new Set(files.flat())];
}

async function matches(pattern: string): Promise<readonly string[]> {
  // A file of that very name wins: a path may hold brackets.
  const found = await stat(pattern).catch(() => undefined);
  if (found?.isFile() === true) return [pattern];
  if (found?.isDirectory() === true) {
    throw new ArchetypeError({
      code: 'file-unreadable',
      subject: pattern,
      problem: 'this is a folder, not a file',
      remedy: `name its files with a glob in quotes: "${pattern.replace(/\/$/, '')}/**/*.json"`,
    });
  }
  if (!/[*?[\]{}!]/.test(pattern)) throw new ArchetypeError({ code: 'file-unreadable', subject: pattern, problem: 'there is no such file' });
  const { glob } = await import('tinyglobby');
  const files = (await glob(pattern, { expandDirectories: false, ignore: ['**/node_modules/**'] })).toSorted();
  if (files.length > 0) return files;
  throw new ArchetypeError({
    code: 'no-file-matches',
    subject: pattern,
    problem: 'no file matches this pattern',
    remedy: `models and recipes are files in ${listed(SOURCE_EXTENSIONS)}`,
  });
}
