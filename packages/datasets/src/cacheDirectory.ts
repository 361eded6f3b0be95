import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ArchetypeError } from '@archetype/spec';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where Archetype keeps what it has fetched: `ARCHETYPE_HOME`, else the platform's cache directory (`~/.cache/archetype`
 * or under `XDG_CACHE_HOME`, `~/Library/Caches/archetype`, `%LOCALAPPDATA%\archetype\Cache`).
 *
 * Source: XDG Base Directory Specification, by which a relative path counts for nothing.
 *
 * @throws ArchetypeError `no-home` where none is named and the user has no home folder
 */
export function cacheDirectory(environment: Environment = process.env): string {
  const named = environment['ARCHETYPE_HOME'];
  if (named) return resolve(named);
  if (process.platform === 'win32') return join(absolute(environment['LOCALAPPDATA']) ?? join(home(environment), 'AppData', 'Local'), 'archetype', 'Cache');
  if (process.platform === 'darwin') return join(home(environment), 'Library', 'Caches', 'archetype');
  return join(absolute(environment['XDG_CACHE_HOME']) ?? join(home(environment), '.cache'), 'archetype');
}

const absolute = (path: string | undefined): string | undefined => (path !== undefined && isAbsolute(path) ? path : undefined);

/** `HOME` (`USERPROFILE` on Windows), else what the system knows of the user, who in a container may be a number without a name. */
function home(environment: Environment): string {
  const named = absolute(environment[process.platform === 'win32' ? 'USERPROFILE' : 'HOME']);
  if (named !== undefined) return named;
  try {
    const known = absolute(userInfo().homedir);
    if (known !== undefined) return known;
  } catch {
    // The system does not know this user.
  }
  throw new ArchetypeError({
    code: 'no-home',
    subject: 'cache folder',
    problem: 'there is no home folder to keep it in',
    details: ['neither ARCHETYPE_HOME nor the home folder of this user is set'],
    remedy: 'set ARCHETYPE_HOME to a folder that you can write',
  });
}
