import { readFileSync, statSync } from 'node:fs';
import { ArchetypeError } from '@archetype/spec';

/** Models and recipes are small; what is larger than this is something else. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * The text of a file, or an error that says why there is none. Reads at once: for a thousand small files, waiting for each of four calls
 * takes longer than reading.
 */
export function readSource(path: string): string {
  try {
    const found = statSync(path);
    // Reading a pipe may wait for ever, a device may never end.
    if (!found.isFile() && !found.isDirectory()) throw new ArchetypeError({ code: 'file-unreadable', subject: path, problem: 'this is a pipe or a device, not a file' });
    const { size } = found;
    if (size > LARGEST_BYTES) {
      throw new ArchetypeError({ code: 'file-too-large', subject: path, problem: `${size} bytes is no model or recipe; the limit is ${LARGEST_BYTES}` });
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof ArchetypeError) throw error;
    throw new ArchetypeError({ code: 'file-unreadable', subject: path, ...reasonOf(error) }, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'permission to read it is missing',
  ENOTDIR: 'a part of this path is a file, not a folder',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'the name is longer than the file system takes',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'the file is not UTF-8 text',
};

function reasonOf(error: unknown): { readonly problem: string } {
  const { code, message } = error as NodeJS.ErrnoException;
  return { problem: (code !== undefined && REASONS[code]) || message };
}
