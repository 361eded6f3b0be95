import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import writeFileAtomic from 'write-file-atomic';
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

/**
 * Brings a lock file up to date: the models that were checked, less those whose files are gone; other entries stay, as do those of
 * models that are wrong. All or nothing is written, and nothing where nothing changed.
 */
export async function updateLock(lockFile: string, examined: readonly Examined[]): Promise<LockUpdate> {
  const old = (await lockExists(lockFile)) ? await readLock(lockFile) : emptyLock;
  const current = examined.flatMap(({ file, kind, subject }): readonly (readonly [string, LockEntry])[] =>
    kind === 'model' && subject !== undefined ? [[lockedName(file, lockFile), lockEntry(subject.model)]] : [],
  );
  const kept = [...old.models].filter(([name]) => existsSync(resolve(dirname(lockFile), name)));
  await writeIfChanged(lockFile, lockText(new Map([...kept, ...current])));
  return {
    added: current.filter(([name]) => !old.models.has(name)).length,
    changed: current.filter(([name, { hash }]) => old.models.has(name) && old.models.get(name)?.hash !== hash).length,
    removed: old.models.size - kept.length,
  };
}

async function writeIfChanged(path: string, text: string): Promise<void> {
  try {
    if (existsSync(path) && (await readFile(path, 'utf8')) === text) return;
    await writeFileAtomic(path, text);
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new ArchetypeError({ code: 'lock-unwritable', subject: path, problem: `the lock cannot be written: ${message}` }, { cause: error });
  }
}
