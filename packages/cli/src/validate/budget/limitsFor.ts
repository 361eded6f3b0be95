import { basename } from 'node:path';
import picomatch from 'picomatch';
import type { Budget, Limits } from './budget.js';

/** The limits of one model: those for all, overruled field by field by every entry that matches its name or its path, in their order. */
export function limitsFor({ format: _, models = {}, ...forAll }: Budget, name: string, path: string): Limits {
  const matching = Object.entries(models).filter(([pattern]) => matches(pattern, name, path));
  return Object.assign({}, forAll, ...matching.map(([, limits]) => limits)) as Limits;
}

/** A pattern without a folder also matches a file's name in any folder. */
function matches(pattern: string, name: string, path: string): boolean {
  if (pattern === name || pattern === path) return true;
  const matcher = picomatch(pattern);
  return matcher(name) || matcher(path) || (!pattern.includes('/') && matcher(basename(path)));
}
