import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheUnwritable, type Environment } from '@archetype/datasets';
import { takeLock } from '../run/lock.js';
import { engineDirectory } from './find.js';

/**
 * Keeps other processes from adding or removing an engine meanwhile. The lock of a process that is no more is taken over.
 *
 * @returns lets go of the lock
 * @throws ArchetypeError `engine-locked` when another process holds it, `cache-unwritable` where there can be no lock
 */
export function lockEngine(engine: string, environment?: Environment): () => void {
  const directory = engineDirectory(engine, environment);
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw cacheUnwritable(error, directory);
  }
  return takeLock(join(directory, 'lock'), engine, { code: 'engine-locked', does: 'is adding or removing this engine' });
}
