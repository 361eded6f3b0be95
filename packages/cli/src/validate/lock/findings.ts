import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Examined } from '../examine.js';
import type { CheckedFile, LocatedFinding } from '../finding.js';
import { layerPointer } from '../layerPointer.js';
import { lockEntry } from './entry.js';
import type { Lock } from './lockFile.js';
import { moved } from './moved.js';

/** The name of a model file in a lock: its path from the lock file's folder, with slashes everywhere. */
export function lockedName(file: string, lockFile: string): string {
  return relative(dirname(resolve(lockFile)), resolve(file)).split(sep).join('/');
}

/** What moved in a model file. Recipes are not locked: their models are. */
export function lockFindings({ file, kind, subject, locate }: Examined, { models }: Lock, lockFile: string): readonly LocatedFinding[] {
  if (kind !== 'model' || subject === undefined) return [];
  const name = lockedName(file, lockFile);
  const locked = models.get(name);
  if (locked === undefined) {
    const message = `${lockFile} has no entry for ${name}`;
    return [{ code: 'lock-missing', path: '', message, remedy: 'add it with --update-lock', pointer: [], ...locate([]) }];
  }
  const change = moved(locked, lockEntry(subject.model));
  if (change === undefined) return [];
  const pointer = change.path === '' ? [] : layerPointer(subject.model, change.path);
  return [{ ...change, remedy: 'if this is meant, write the lock anew with --update-lock', pointer, ...locate(pointer) }];
}

/** Entries of the lock whose files are gone. */
export function staleEntries({ models, locate }: Lock, lockFile: string): CheckedFile | undefined {
  const gone = [...models.keys()].filter((name) => !existsSync(resolve(dirname(lockFile), name)));
  if (gone.length === 0) return undefined;
  const findings = gone.map((name) => {
    const pointer = ['models', name];
    return { code: 'lock-stale', path: '', message: `${name} is locked, but there is no such file`, remedy: 'take it out with --update-lock', pointer, ...locate(pointer) };
  });
  return { file: lockFile, kind: 'lock', ok: false, findings };
}
