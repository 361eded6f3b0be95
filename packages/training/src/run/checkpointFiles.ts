import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { readCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.js';
import { onDisk } from '../checkpoint/fileFault.js';

/** Of a run directory: the folder of its checkpoints. */
export const checkpointFolder = 'checkpoints';

/** A checkpoint with the file that it was read from, relative to the run directory. */
export interface NewestCheckpoint extends Checkpoint {
  readonly file: string;
}

/** Where the checkpoint after a step lies, relative to the run directory. */
export function checkpointFile(step: number): string {
  return join(checkpointFolder, `step-${String(step).padStart(9, '0')}.safetensors`);
}

/** Newest first, relative to the run directory. */
export async function listCheckpoints(directory: string): Promise<readonly string[]> {
  const names = await onDisk(directory, 'read', () => readdir(join(directory, checkpointFolder)));
  return names
    .filter((name) => /^step-\d{9,}\.safetensors$/.test(name))
    .toSorted((a, b) => stepOf(b) - stepOf(a))
    .map((name) => join(checkpointFolder, name));
}

/**
 * The newest checkpoint of a folder of a run, read.
 *
 * @param path of the run directory
 * @returns undefined before the first is saved
 * @throws ArchetypeError those of `readCheckpoint`; of a damaged one with what to go on from
 */
export async function readNewestCheckpoint(path: string): Promise<NewestCheckpoint | undefined> {
  const directory = resolve(path);
  const [file, before] = await listCheckpoints(directory);
  if (file === undefined) return undefined;
  try {
    return { file, ...(await readCheckpoint(join(directory, file))) };
  } catch (error) {
    if (!(error instanceof ArchetypeError)) throw error;
    const remedy = before === undefined ? 'there is no other in this run: begin a new one' : `remove it to go on from the one before, ${before}`;
    throw new ArchetypeError({ ...error.explanation, remedy }, { cause: error });
  }
}

function stepOf(name: string): number {
  return Number(name.slice('step-'.length, -'.safetensors'.length));
}
