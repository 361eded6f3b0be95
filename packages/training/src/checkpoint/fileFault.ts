import { ArchetypeError } from '@archetype/spec';

const remedies: Readonly<Record<string, readonly [code: string, problem: string, remedy: string]>> = {
  ENOENT: ['file-missing', 'there is no such file', 'check the path'],
  EACCES: ['file-not-permitted', 'permission is denied', 'check who owns it, or choose another place'],
  EPERM: ['file-not-permitted', 'permission is denied', 'check who owns it, or choose another place'],
  EROFS: ['file-not-permitted', 'the file system is read-only', 'choose another place'],
  ENOSPC: ['disk-full', 'the disk is full', 'free some space; what was saved before is whole'],
  EDQUOT: ['disk-full', 'the disk quota is used up', 'free some space; what was saved before is whole'],
  EFBIG: ['disk-full', 'the file system does not take a file this large', 'choose another place'],
  ENOTDIR: ['not-a-directory', 'a part of the path is not a folder', 'choose another place'],
  EISDIR: ['not-a-file', 'it is a folder', 'name a file'],
  EMFILE: ['too-many-files', 'too many files are open', 'raise the limit of open files (ulimit -n)'],
};

/** An error of the file system as one that the user can mend; anything else as it is. */
export function fileFault(error: unknown, path: string, action: 'read' | 'write'): unknown {
  const system = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (error instanceof ArchetypeError || system === undefined) return error;
  const [code, problem, remedy] = remedies[system] ?? ['file-system', (error as Error).message, 'check the disk'];
  return new ArchetypeError({ code, subject: path, problem: `cannot ${action} it: ${problem} (${system})`, remedy }, { cause: error });
}

/** Uses the disk; what goes wrong there is said of `path`. */
export async function onDisk<Result>(path: string, action: 'read' | 'write', use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    throw fileFault(error, path, action);
  }
}
