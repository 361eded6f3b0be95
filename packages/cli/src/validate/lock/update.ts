import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { requireWritable, writeText } from '../../export/destination.js';
import type { Examined } from '../examine.js';
import { lockEntry, type LockEntry } from './entry.js';
import { lockedName } from './findings.js';
import { emptyLock, lockExists, lockText, readLock } from './lockFile.js';

/** How many entries an update changed. */
export interface LockUpdate {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** A model file's name in the lock and its entry; nothing of a recipe, nor of a model that is wrong. */
export function namedEntry({ file, kind, subject }: Examined, lockFile: string): readonly [string, LockEntry] | undefined {
  return kind === 'model' && subject !== undefined ? [lockedName(file, lockFile), lockEntry(subject.model)] : undefined;
}

/**
 * Brings a lock file up to date: the entries of models that were checked replace theirs, those whose files are gone go, others stay. All or
 * nothing is written, and nothing where nothing changed.
 */
export async function updateLock(lockFile: string, current: readonly (readonly [string, LockEntry])[]): Promise<LockUpdate> {
  const old = (await lockExists(lockFile)) ? await readLock(lockFile) : emptyLock;
  const kept = [...old.models].filter(([name]) => existsSync(resolve(dirname(lockFile), name)));
  const text = lockText(new Map([...kept, ...current]));
  if (!existsSync(lockFile) || (await readFile(lockFile, 'utf8')) !== text) {
    requireWritable(lockFile);
    writeText(lockFile, text);
  }
  return {
    added: current.filter(([name]) => !old.models.has(name)).length,
    changed: current.filter(([name, { hash }]) => old.models.has(name) && old.models.get(name)?.hash !== hash).length,
    removed: old.models.size - kept.length,
  };
}
