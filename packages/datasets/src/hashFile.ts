import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { unreadable } from './unreadable.js';

/**
 * Size and SHA-256 of a file, read once.
 *
 * @throws ArchetypeError `file-unreadable`
 */
export async function hashFile(path: string): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return { bytes, sha256: hash.digest('hex') };
}
