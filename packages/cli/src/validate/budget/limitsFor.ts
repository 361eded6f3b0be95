import { basename } from 'node:path';
import picomatch from 'picomatch';
import type { Budget, Limits } from './budget.js';

/** The limits of one model: those for all, overruled field by field by every entry that matches its name or its path, in their order. */
export function limitsFor(budget: Budget, name: string, path: string): Limits {
  const matching = Object.entries(budget.models ?? {}).filter(([pattern]) => matches(pattern, name, path));
  return [budget, ...matching.map(([, limits]) => limits)].reduce<Limits>((all, { maxParameters, maxMultiplyAdds, maxTrainingBytes, batchSize, optimizer }) => ({
    ...all,
    ...(maxParameters !== undefined && { maxParameters }),
    ...(maxMultiplyAdds !== undefined && { maxMultiplyAdds }),
    ...(maxTrainingBytes !== undefined && { maxTrainingBytes }),
    ...(batchSize !== undefined && { batchSize }),
    ...(optimizer !== undefined && { optimizer }),
  }), {});
}

/** A pattern without a folder also matches a file's name in any folder. */
function matches(pattern: string, name: string, path: string): boolean {
  if (pattern === name || pattern === path) return true;
  const matcher = picomatch(pattern);
  return matcher(name) || matcher(path) || (!pattern.includes('/') && matcher(basename(path)));
}
