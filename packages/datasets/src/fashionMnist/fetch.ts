import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import type { Environment } from '../cacheDirectory.js';
import { cacheUnwritable } from '../cacheUnwritable.js';
import { download, DownloadError, type DownloadEvent, type KnownFile } from '../download/download.js';
import { hashFile } from '../hashFile.js';
import { fetchedDirectory } from './directory.js';
import { fashionMnistHomes, fashionMnistParts, publishedFiles } from './published.js';

/** What happens while the data set is fetched. `present`: the file was there; `damaged`: it was, but is not right and is fetched again. */
export type FetchEvent = DownloadEvent | { readonly kind: 'present' | 'damaged'; readonly file: string };

export interface FetchOptions {
  /** Told of every event as it happens. */
  readonly onEvent?: (event: FetchEvent) => void;
  /** Ends the fetching with the signal's reason; what was received is kept. */
  readonly signal?: AbortSignal;
  /** Addresses to try instead of the published ones, each a folder, ending in `/`. */
  readonly homes?: readonly string[];
  /** The files to fetch, if not the published ones. */
  readonly files?: readonly KnownFile[];
  /** The longest wait for an answer, and between two pieces of it, in milliseconds. @defaultValue 30000 */
  readonly stallMs?: number;
  /** Attempts at one address that bring nothing before the next is tried. @defaultValue 4 */
  readonly attempts?: number;
  /** The wait after the first such attempt, in milliseconds; it doubles after each. @defaultValue 500 */
  readonly backoffMs?: number;
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
}

/**
 * Puts the four published files into the cache: those that are there and right stay, the others are fetched. Safe to be
 * killed and to be called by several processes at once.
 *
 * @returns the folder
 * @throws ArchetypeError `fashion-mnist-unreachable`, `cache-unwritable`; the reason of `signal`
 */
export async function fetchFashionMnist(options: FetchOptions = {}): Promise<string> {
  const { onEvent = () => undefined, signal = new AbortController().signal, environment = process.env } = options;
  const { homes = fashionMnistHomes, files = fashionMnistParts.map((part) => publishedFiles[part]) } = options;
  const { stallMs = 30_000, attempts = 4, backoffMs = 500 } = options;
  const directory = fetchedDirectory(environment);
  try {
    await mkdir(directory, { recursive: true });
    for (const file of files) {
      if (await isPresent(file, directory, onEvent)) continue;
      await download(file, directory, { homes, onEvent, signal, stallMs, attempts, backoffMs });
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof DownloadError) throw unreachable(error, directory, environment);
    throw isSystemError(error) ? cacheUnwritable(error, directory) : error;
  }
  return directory;
}

/** A damaged file stays until the new one is renamed over it: removing it could hit what another process has just put there. */
async function isPresent({ name, sha256 }: KnownFile, directory: string, onEvent: (event: FetchEvent) => void): Promise<boolean> {
  const path = join(directory, name);
  const absent = await access(path).then(
    () => false,
    () => true,
  );
  if (absent) return false;
  const right = (await hashFile(path)).sha256 === sha256;
  onEvent({ kind: right ? 'present' : 'damaged', file: name });
  return right;
}

function unreachable(error: DownloadError, directory: string, environment: Environment): ArchetypeError {
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => environment[name]);
  const hint =
    proxy === undefined || environment['NODE_USE_ENV_PROXY'] === '1'
      ? []
      : [`${proxy} is set, but Node heeds it only with NODE_USE_ENV_PROXY=1 (Node 22.21, 24 and later)`];
  return new ArchetypeError(
    {
      code: 'fashion-mnist-unreachable',
      subject: 'fashion-mnist',
      problem: 'could not be fetched',
      details: [...error.reasons, ...hint, `what was received is kept in ${directory} and continued the next time`],
      remedy:
        'without a network: put the four published .gz files into a folder and name it with FASHION_MNIST_DIR or --data FOLDER, or use --data sample',
    },
    { cause: error },
  );
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
