import { existsSync } from 'node:fs';
import { zoo } from '@archetype/spec';
import type { Examined } from '../examine.js';

/**
 * A model of the zoo, asked for by its name: with `--weights` MODEL may be one. It stands in no file, so what is found is said of the
 * weights.
 */
export function zooSubject(name: string, weightsFile: string): Examined | undefined {
  const entry = Object.entries(zoo).find(([key]) => key === name);
  if (entry === undefined || existsSync(name)) return undefined;
  return { file: weightsFile, kind: 'weights', findings: [], subject: { model: entry[1], place: [] }, locate: () => ({ line: 1, column: 1 }) };
}
