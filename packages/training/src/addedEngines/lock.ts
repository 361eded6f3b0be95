import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '@archetype/datasets';
import { takeLock } from '../run/lock.js';
import { engineDirectory } from './find.js';

/**
 * Keeps other processes from adding or removing an engine meanwhile. The lock of a process that is no more is taken over.
 *
 * @returns lets go of the lock
 * @throws ArchetypeError `engine-locked` when another process holds it
 */
export function lockEngine(engine: string, environment?: Environment): () => void {
  const directory = engineDirectory(engine, environment);
  mkdirSync(directory, { recursive: true });
  return takeLock(join(directory, 'lock'), engine, { code: 'engine-locked', does: 'is adding or removing this engine' });
}
