import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import writeFileAtomic from 'write-file-atomic';

/** Standard output, as a path. */
export const STANDARD_OUTPUT = '-';

/** Refuses a place that cannot be written, before minutes are spent on what was to go there. */
export function requireWritable(path: string): void {
  if (path === STANDARD_OUTPUT) return;
  if (path === '') throw cannotWrite(path, 'the name is empty', 'name a file');
  const folder = dirname(path);
  const found = kindOf(folder);
  if (found === 'nothing') throw cannotWrite(path, `there is no folder ${folder}`, 'make it first, or choose another place');
  if (found === 'file') throw cannotWrite(path, `${folder} is a file`, 'choose another place');
  if (kindOf(path) === 'device') return;
  if (kindOf(path) === 'folder') throw cannotWrite(path, 'it is a folder', 'name a file in it');
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, `the folder ${folder} cannot be written`, 'choose another place, or see who owns it', error);
  }
}

/** A device is also a pipe or a socket: what is written to, and cannot be put in another's place. */
export function kindOf(path: string): 'nothing' | 'file' | 'folder' | 'device' {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return 'folder';
    return found.isFile() ? 'file' : 'device';
  } catch {
    return 'nothing';
  }
}

/** A text whole or not at all, over what was there. */
export function writeText(path: string, text: string): void {
  try {
    if (kindOf(path) === 'device') writeFileSync(path, text);
    else writeFileAtomic.sync(path, text);
  } catch (error) {
    throw cannotWrite(path, error instanceof Error ? error.message : String(error), 'free some space, or choose another place', error);
  }
}

function cannotWrite(path: string, problem: string, remedy: string, cause?: unknown): ArchetypeError {
  return new ArchetypeError({ code: 'cannot-write', subject: path, problem: `cannot write it: ${problem}`, remedy }, { cause });
}
