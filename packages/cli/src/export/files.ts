import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { writeDurably } from '@archetype/training';

/** A file in pieces that follow each other: with weights in it, one buffer more would double the memory. */
export interface ExportedFile {
  readonly path: string;
  readonly pieces: readonly Uint8Array[];
}

/** Standard output, as a path. */
export const STANDARD_OUTPUT = '-';

/** Refuses a place that cannot be written, before minutes are spent on what was to go there. */
export function requireWritable(path: string): void {
  if (path === STANDARD_OUTPUT) return;
  const folder = dirname(path);
  const found = kindOf(folder);
  if (found === 'nothing') throw cannotWrite(path, `there is no folder ${folder}`, 'make it first, or choose another place');
  if (found === 'file') throw cannotWrite(path, `${folder} is a file`, 'choose another place');
  if (kindOf(path) === 'folder') throw cannotWrite(path, 'it is a folder', 'name a file in it');
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, `the folder ${folder} cannot be written`, 'choose another place, or see who owns it', error);
  }
}

function kindOf(path: string): 'nothing' | 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'nothing';
  }
}

/** Writes each file whole or not at all, over what was there; the first last, because it names the others. */
export async function writeFiles(files: readonly ExportedFile[]): Promise<void> {
  for (const { path, pieces } of files.toReversed()) {
    if (path === STANDARD_OUTPUT) for (const piece of pieces) process.stdout.write(piece);
    else await writeDurably(path, pieces);
  }
}

export const byteLength = ({ pieces }: ExportedFile): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

function cannotWrite(path: string, problem: string, remedy: string, cause?: unknown): ArchetypeError {
  return new ArchetypeError({ code: 'cannot-write', subject: path, problem: `cannot write it: ${problem}`, remedy }, { cause });
}
