import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ArchetypeError } from '@archetype/spec';
import { fileFault } from '../checkpoint/fileFault.js';
import { processStart } from './processStart.js';

/** Who holds a lock. */
interface Owner {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** When the process began, in whatever terms the system tells; null where it does not. Process numbers are used again. */
  readonly started: string | null;
}

/** What is said to those who find the lock taken. */
export interface LockWords {
  readonly code: string;
  /** What the holder does: `is working in this run directory`. */
  readonly does: string;
}

const runDirectory: LockWords = { code: 'run-locked', does: 'is working in this run directory' };

/** A lock file that has no content yet belongs to a process that is writing it, or that was killed just then. */
const writingMilliseconds = 2000;
const pauseMilliseconds = 20;

/**
 * Takes a lock by a file that names this process. A lock of a process that is no more is taken over at once, so that a killed run can resume:
 * a lock that must be refreshed, as libraries offer, would keep it waiting, and would be lost during a step that takes longer than the refresh.
 *
 * @returns lets go of the lock
 * @throws ArchetypeError `run-locked`, or the code of `words`, when another process holds it
 */
export function takeLock(path: string, subject: string, words: LockWords = runDirectory): () => void {
  const mine: Owner = { id: randomUUID(), pid: process.pid, host: hostname(), started: processStart(process.pid) ?? null };
  try {
    // A take-over by someone else, or one that was killed, is over by then.
    for (let waited = 0; waited <= 2 * writingMilliseconds; waited += pauseMilliseconds) {
      if (createFile(path, JSON.stringify(mine))) return () => release(path, mine);
      const holder = readOwner(path);
      if (holder === 'gone') continue;
      if (holder !== 'abandoned' && isRunning(holder)) throw locked(path, subject, holder, words);
      if (takeOver(path, holder, mine)) return () => release(path, mine);
      pause();
    }
  } catch (error) {
    throw fileFault(error, path, 'write');
  }
  throw locked(path, subject, undefined, words);
}

/** Replaces a dead process's lock. Who makes the second file may do so, and looks again that the lock is still the dead one: so two cannot. */
function takeOver(path: string, dead: Owner | 'abandoned', mine: Owner): boolean {
  const marker = `${path}.takeover`;
  if (!createFile(marker, mine.id)) {
    // Left by a process that was killed within this function.
    if (ageOf(marker) > writingMilliseconds) rmSync(marker, { force: true });
    return false;
  }
  const now = readOwner(path);
  const same = dead === 'abandoned' ? now === 'abandoned' : typeof now === 'object' && now.id === dead.id;
  if (same) {
    const next = `${path}.${mine.id}`;
    writeFileSync(next, JSON.stringify(mine));
    renameSync(next, path);
  }
  rmSync(marker, { force: true });
  return same;
}

function release(path: string, mine: Owner): void {
  const owner = readOwner(path);
  if (typeof owner === 'object' && owner.id === mine.id) rmSync(path, { force: true });
}

/** False when the file is there. */
function createFile(path: string, content: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    writeFileSync(file, content);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

function readOwner(path: string): Owner | 'gone' | 'abandoned' {
  try {
    // By the time that passes too: a file may be younger than now, where the clock was set back.
    for (let waited = 0; ; waited += pauseMilliseconds) {
      const owner = parseOwner(readFileSync(path, 'utf8'));
      if (owner !== undefined) return owner;
      if (Math.max(waited, ageOf(path)) > writingMilliseconds) return 'abandoned';
      pause();
    }
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return 'gone';
    throw error;
  }
}

function parseOwner(json: string): Owner | undefined {
  try {
    const { id, pid, host, started } = JSON.parse(json) as Partial<Owner>;
    if (typeof id !== 'string' || typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { id, pid, host, started: started ?? null };
  } catch {
    return undefined;
  }
}

/** Of a process on another machine nothing can be told: it counts as running. */
function isRunning({ pid, host, started }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, for another user.
    return !isFileError(error, 'ESRCH');
  }
  const now = processStart(pid);
  return started === null || now === started;
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMilliseconds);
}

function ageOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function isFileError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function locked(path: string, subject: string, owner: Owner | undefined, { code, does }: LockWords): ArchetypeError {
  const holder = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new ArchetypeError({
    code,
    subject,
    problem: `${holder} ${does}`,
    remedy: `wait for it or stop it; if it is surely gone, remove ${path}`,
  });
}
