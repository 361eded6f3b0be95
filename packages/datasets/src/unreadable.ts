import { ArchetypeError } from '@archetype/spec';

/** The error for a file that the system does not let us read. */
export function unreadable(path: string, cause: unknown): ArchetypeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ArchetypeError(
    {
      code: 'file-unreadable',
      subject: path,
      problem: 'cannot be read',
      details: [reason],
      remedy: 'give the path of a file that exists and that you may read',
    },
    { cause },
  );
}
