import { resolve } from 'node:path';
import envPaths from 'env-paths';

/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where Archetype keeps what it has fetched: `ARCHETYPE_HOME`, else the platform's cache directory (`~/.cache/archetype`
 * or under `XDG_CACHE_HOME`, `~/Library/Caches/archetype`, `%LOCALAPPDATA%\archetype\Cache`).
 */
export function cacheDirectory(environment: Environment = process.env): string {
  const home = environment['ARCHETYPE_HOME'];
  return home ? resolve(home) : envPaths('archetype', { suffix: '' }).cache;
}
