import { basename, resolve } from 'node:path';
import type { Environment } from '../cacheDirectory.js';
import { hashFile } from '../hashFile.js';
import { fetchedDirectory, locate, namedDirectory } from './directory.js';
import { fashionMnistParts, publishedFiles } from './published.js';

/** One of the four files, compared with the published one. */
export interface VerifiedFile {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'different';
  /** Size and SHA-256 found; absent where the file is. */
  readonly bytes?: number;
  readonly sha256?: string;
  readonly expectedSha256: string;
}

export interface Verification {
  readonly directory: string;
  /** Whether all four are as published. */
  readonly ok: boolean;
  readonly files: readonly VerifiedFile[];
}

export interface VerifyOptions {
  /** @defaultValue `FASHION_MNIST_DIR`, else the cache */
  readonly directory?: string;
  /** @defaultValue `process.env` */
  readonly environment?: Environment;
}

/**
 * Compares the four files of a folder, gzipped or plain, with the published ones by SHA-256.
 *
 * @throws ArchetypeError `file-unreadable`
 */
export async function verifyFashionMnist({ directory, environment = process.env }: VerifyOptions = {}): Promise<Verification> {
  const folder = directory === undefined ? (namedDirectory(environment) ?? fetchedDirectory(environment)) : resolve(directory);
  const files = await Promise.all(
    fashionMnistParts.map(async (part): Promise<VerifiedFile> => {
      const { name, sha256, dataSha256 } = publishedFiles[part];
      const path = await locate(folder, part);
      if (path === undefined) return { name, state: 'missing', expectedSha256: sha256 };
      const expectedSha256 = path.endsWith('.gz') ? sha256 : dataSha256;
      const found = await hashFile(path);
      return { name: basename(path), state: found.sha256 === expectedSha256 ? 'ok' : 'different', ...found, expectedSha256 };
    }),
  );
  return { directory: folder, ok: files.every(({ state }) => state === 'ok'), files };
}
