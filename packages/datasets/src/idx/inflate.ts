import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fileFault } from './fault.js';

/** Deflate turns 258 bytes into two bits at best, so a gzip file never inflates to more than this multiple of its size. */
export const mostInflation = 1032;

/** The granularity of inflating. */
const chunkSize = 64 * 1024;

/** Whether bytes begin as a gzip member does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates a gzip file as it is read: no more than two chunks are inflated ahead of the reader, and a reader that stops stops
 * the inflating. Several members in a row inflate to their concatenation, as RFC 1952 says.
 *
 * @param compressed the pieces of a file that begins as a gzip member ({@link isGzip})
 * @param file its name in error messages
 * @throws ArchetypeError `gzip-truncated`, `gzip-damaged`, `gzip-trailing-bytes`
 */
export async function* inflate(compressed: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array, void, void> {
  let fileBytes = 0;
  let sourceError: unknown;
  const counted = async function* () {
    try {
      for await (const chunk of compressed) {
        fileBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      sourceError = error;
      throw error;
    }
  };
  const gunzip = createGunzip({ chunkSize });
  // The pipeline's failure also fails the reading below, which is where it is reported.
  pipeline(Readable.from(counted(), { objectMode: false }), gunzip).catch(() => undefined);
  let inflated = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      inflated += chunk.length;
      yield chunk;
    }
  } catch (error) {
    throw sourceError ?? gzipFault(error, file, [gunzip.bytesWritten, fileBytes], inflated);
  }
  // zlib passes over zero bytes after the last member without a word.
  if (gunzip.bytesWritten < fileBytes) throw trailingBytes(file, gunzip.bytesWritten);
}

/** zlib tells what is wrong, but of where only that it lies between what it has taken in and what it was given. */
function gzipFault(error: unknown, file: string, [taken, given]: readonly [number, number], inflated: number): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string' || !error.code.startsWith('Z_')) return error;
  if (error.code === 'Z_BUF_ERROR') {
    return fileFault({
      code: 'gzip-truncated',
      file,
      problem: 'ends within its gzip data',
      offset: given,
      expected: 'more compressed data',
      found: `the end, after inflating ${inflated} bytes`,
      remedy: 'the file is cut short: copy or download it again',
      cause: error,
    });
  }
  // The reader has seen the magic of the first member, so this is about what follows a member.
  if (error.message === 'incorrect header check') return trailingBytes(file, [taken, given], error);
  return fileFault({
    code: 'gzip-damaged',
    file,
    problem: `holds damaged gzip data (${error.message})`,
    offset: [taken, given],
    expected: 'valid gzip data',
    found: 'data that zlib refuses',
    remedy: 'copy or download the file again',
    cause: error,
  });
}

function trailingBytes(file: string, offset: number | readonly [number, number], cause?: unknown): Error {
  return fileFault({
    code: 'gzip-trailing-bytes',
    file,
    problem: 'goes on after the end of its gzip data',
    offset,
    expected: 'the end of the file, or another gzip member',
    found: 'other bytes',
    remedy: 'something was appended: copy or download the file again',
    cause,
  });
}
