import { constants, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hashFile } from '../hashFile.js';
import { claimPartialFile, releasePartialFile } from './partialFile.js';
import { receive, TransferError } from './receive.js';

/** A file whose bytes are known before it is fetched. */
export interface KnownFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What happens while a file is fetched. `total` and `received` count bytes. */
export type DownloadEvent =
  | { readonly kind: 'start'; readonly file: string; readonly home: string; readonly received: number; readonly total: number }
  | { readonly kind: 'progress'; readonly file: string; readonly received: number; readonly total: number }
  | { readonly kind: 'retry'; readonly file: string; readonly home: string; readonly reason: string; readonly waitMs: number }
  | { readonly kind: 'done'; readonly file: string; readonly total: number };

export interface DownloadOptions {
  /** Addresses of folders that hold the file, in the order in which they are tried. */
  readonly homes: readonly string[];
  readonly onEvent: (event: DownloadEvent) => void;
  readonly signal: AbortSignal;
  /** The longest wait for an answer, and between two pieces of it, in milliseconds. */
  readonly stallMs: number;
  /** Attempts at one home that bring nothing before the next home is tried. */
  readonly attempts: number;
  /** The wait after the first attempt, in milliseconds; it doubles after each. */
  readonly backoffMs: number;
}

/** All homes failed; `reasons` holds a line for each. */
export class DownloadError extends Error {
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join('; '));
    this.name = 'DownloadError';
    this.reasons = reasons;
  }
}

/** An attempt that brought this much is progress: the count of attempts begins anew. */
const progressBytes = 256 * 1024;

/**
 * Fetches a file into a folder, where it appears whole and verified or not at all. What was received before a break is
 * kept and continued, in this call or in a later one, by this process or another. Several processes may do so at once.
 *
 * @throws DownloadError when no home gives the file, the reason of `signal` when it aborts, a system error for the folder
 */
export async function download(file: KnownFile, directory: string, options: DownloadOptions): Promise<void> {
  const path = await claimPartialFile(directory, file.name);
  let complete = false;
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
    try {
      await fill(file, path, handle, options);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await moveInto(path, join(directory, file.name), file);
    complete = true;
  } finally {
    if (!complete) await releasePartialFile(path, directory, file.name);
  }
  options.onEvent({ kind: 'done', file: file.name, total: file.bytes });
}

/** Tries the homes in turn until the partial file is the file. */
async function fill(file: KnownFile, path: string, handle: FileHandle, options: DownloadOptions): Promise<void> {
  const { homes, onEvent, signal, attempts, backoffMs } = options;
  const reasons: string[] = [];
  for (const home of homes) {
    for (let attempt = 1; ; attempt++) {
      const before = (await handle.stat()).size;
      try {
        await attemptOnce(file, path, handle, before, home, options);
        return;
      } catch (error) {
        if (signal.aborted || !(error instanceof TransferError)) throw error;
        const { size } = await handle.stat();
        if (size - before >= progressBytes) attempt = 0;
        if (!error.retry || attempt >= attempts) {
          reasons.push(`${new URL(file.name, home).href}: ${error.message}`);
          break;
        }
        const waitMs = backoffMs * 2 ** Math.max(0, attempt - 1);
        onEvent({ kind: 'retry', file: file.name, home, reason: error.message, waitMs });
        await wait(waitMs, undefined, { signal });
      }
    }
  }
  throw new DownloadError(reasons);
}

async function attemptOnce(
  { name, bytes, sha256 }: KnownFile,
  path: string,
  handle: FileHandle,
  present: number,
  home: string,
  { onEvent, signal, stallMs }: DownloadOptions,
): Promise<void> {
  const have = present > bytes ? 0 : present;
  if (have !== present) await handle.truncate(0);
  onEvent({ kind: 'start', file: name, home, received: have, total: bytes });
  // A process may have been killed between its last byte and the renaming.
  if (have < bytes) {
    const url = new URL(name, home).href;
    const onBytes = (received: number) => onEvent({ kind: 'progress', file: name, received, total: bytes });
    await receive({ url, handle, have, total: bytes, stallMs, signal, onBytes });
  }
  const found = await hashFile(path);
  if (found.sha256 === sha256) return;
  await handle.truncate(0);
  // After a resume the fault may lie in the part that was there before: once more, from the beginning.
  throw new TransferError(`it sent other bytes than the published file: SHA-256 ${found.sha256}, expected ${sha256}`, have > 0);
}

/** Renames a verified file into place, over what may lie there. */
async function moveInto(path: string, destination: string, { sha256 }: KnownFile): Promise<void> {
  try {
    await rename(path, destination);
  } catch (error) {
    // Windows refuses while another process reads the file that is there; if that file is right, nothing is missing.
    const there = await hashFile(destination).catch(() => undefined);
    if (there?.sha256 !== sha256) throw error;
    await rm(path, { force: true });
  }
}
