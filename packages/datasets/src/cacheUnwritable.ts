import { ArchetypeError } from '@archetype/spec';

/** The error for a folder in the cache that the system does not let us write. */
export function cacheUnwritable(cause: unknown, directory: string): ArchetypeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ArchetypeError(
    {
      code: 'cache-unwritable',
      subject: directory,
      problem: 'cannot hold what is fetched',
      details: [reason],
      remedy: 'make room or give permission there, or set ARCHETYPE_HOME to a folder that you can write',
    },
    { cause },
  );
}
