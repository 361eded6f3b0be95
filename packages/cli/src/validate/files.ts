import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { ArchetypeError, zoo } from '@archetype/spec';
import { listed } from '../nearest.js';
import { SOURCE_EXTENSIONS } from '../sources/document.js';

/**
 * The files that names and globs mean, each once, in the order given; those of a glob by name.
 *
 * @param besides files that are no models, such as the budget: a glob may meet them, and leaves them out
 */
export async function filesOf(patterns: readonly string[], besides: readonly string[] = []): Promise<readonly string[]> {
  const leftOut = new Set(besides.map((file) => resolve(file)));
  const files = new Map<string, string>();
  for (const pattern of patterns) {
    for (const file of await matches(pattern, leftOut)) if (!files.has(resolve(file))) files.set(resolve(file), file);
  }
  return [...files.values()];
}

async function matches(pattern: string, leftOut: ReadonlySet<string>): Promise<readonly string[]> {
  // A file of that very name wins: a path may hold brackets. What is no file is told when it is read.
  const found = await stat(pattern).catch(({ code }: NodeJS.ErrnoException) => code);
  if (typeof found === 'object') {
    if (!found.isDirectory()) return [pattern];
    throw new ArchetypeError({
      code: 'file-unreadable',
      subject: pattern,
      problem: 'this is a folder, not a file',
      remedy: `name its files with a glob in quotes: "${pattern.replace(/[/\\]$/, '')}/**/*.json"`,
    });
  }
  if (!/[*?[\]{}!()]/.test(pattern)) {
    if (found === 'ENOENT' || found === 'ENOTDIR') throw missing(pattern);
    return [pattern];
  }
  const { glob } = await import('tinyglobby');
  // On Windows a backslash is a separator, and never an escape.
  const portable = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  const all = await glob(portable, { expandDirectories: false, ignore: ['**/node_modules/**'] });
  const files = all.filter((file) => EXTENSIONS.has(extname(file).toLowerCase()) && !leftOut.has(resolve(file))).toSorted();
  if (files.length > 0) return files;
  throw new ArchetypeError({
    code: 'no-file-matches',
    subject: pattern,
    problem: all.length === 0 ? 'no file matches this pattern' : `no model or recipe matches this pattern, though ${all.length} ${all.length === 1 ? 'file does' : 'files do'}`,
    remedy: `models and recipes are files in ${listed(SOURCE_EXTENSIONS)}`,
  });
}

function missing(path: string): ArchetypeError {
  const remedy = Object.hasOwn(zoo, path) ? { remedy: `${path} is a model of the zoo, which is right; archetype show ${path} makes a file of it` } : {};
  return new ArchetypeError({ code: 'file-unreadable', subject: path, problem: 'there is no such file', ...remedy });
}

const EXTENSIONS: ReadonlySet<string> = new Set(SOURCE_EXTENSIONS);
