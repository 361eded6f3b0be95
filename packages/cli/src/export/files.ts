import { writeFile } from 'node:fs/promises';
import { writeDurably } from '@archetype/training';
import { kindOf, STANDARD_OUTPUT } from './destination.js';

/** A file in pieces that follow each other: with weights in it, one buffer more would double the memory. */
export interface ExportedFile {
  readonly path: string;
  readonly pieces: readonly Uint8Array[];
}

/** Writes each file whole or not at all, over what was there; the first last, because it names the others. */
export async function writeFiles(files: readonly ExportedFile[]): Promise<void> {
  for (const { path, pieces } of files.toReversed()) {
    if (path === STANDARD_OUTPUT) for (const piece of pieces) process.stdout.write(piece);
    // A file that takes the name of /dev/null would be the end of it.
    else if (kindOf(path) === 'device') await writeFile(path, Buffer.concat(pieces));
    else await writeDurably(path, pieces);
  }
}

export const byteLength = ({ pieces }: ExportedFile): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
