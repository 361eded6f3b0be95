import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileFault } from './fileFault.js';

/** The end of the name of a file that is not yet whole. */
export const temporarySuffix = '.tmp';

/**
 * Writes a file so that whatever happens, power loss included, its name stands for the old content or for the new, whole: the pieces go to a
 * temporary file beside it, to the disk, and then under the name. Pieces, because a checkpoint in one would double the memory that it takes.
 *
 * @throws ArchetypeError `disk-full`, `file-not-permitted`, …; then the old content stays and no temporary file
 */
export async function writeDurably(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.${process.pid}${temporarySuffix}`;
  let file: FileHandle | undefined;
  try {
    file = await open(temporary, 'w');
    for (const piece of pieces) await file.writeFile(piece);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileFault(error, path, 'write');
  }
}

/** Makes a folder's list of names durable. Windows cannot open a folder, and does not need this. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
