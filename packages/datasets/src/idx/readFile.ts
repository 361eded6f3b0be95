import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { unreadable } from '../unreadable.js';
import { idxDecoder } from './decode.js';
import { defaultMaxBytes, type IdxArray } from './format.js';
import { inflate, isGzip, mostInflation } from './inflate.js';

export interface ReadIdxOptions {
  /** The most bytes of elements that are accepted. @defaultValue 2³⁰ */
  readonly maxBytes?: number;
}

/** An IDX file as it was read. */
export interface IdxFile {
  readonly path: string;
  /** Size of the file itself. */
  readonly bytes: number;
  /** SHA-256 of the file itself, in hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of the IDX data: that of the file, or of what it inflates to. */
  readonly dataSha256: string;
  readonly array: IdxArray;
}

const readSize = 256 * 1024;

/**
 * Reads an IDX file, plain or gzipped (its first bytes tell). Memory is bounded by what the header says, and the header by
 * `maxBytes` and by what a file of this size can hold; at most 128 KiB are inflated beyond that before the file is refused.
 *
 * @throws ArchetypeError `file-unreadable`, those of {@link decodeIdx}, and `gzip-truncated`, `gzip-damaged`, `gzip-trailing-bytes`
 */
export async function readIdxFile(path: string, { maxBytes = defaultMaxBytes }: ReadIdxOptions = {}): Promise<IdxFile> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const { size } = await handle.stat();
    const inflated = isGzip(await readAt(handle, path, 0, 2));
    const fileHash = createHash('sha256');
    const dataHash = inflated ? createHash('sha256') : fileHash;
    const decoder = idxDecoder({ file: path, inflated, maxBytes, mostBytes: inflated ? size * mostInflation : size });
    const pieces = piecesOf(handle, path, (piece) => fileHash.update(piece));
    for await (const chunk of inflated ? inflate(pieces, path) : pieces) {
      if (inflated) dataHash.update(chunk);
      decoder.write(chunk);
    }
    const array = decoder.end();
    const sha256 = fileHash.digest('hex');
    return { path, bytes: size, sha256, dataSha256: inflated ? dataHash.digest('hex') : sha256, array };
  } finally {
    await handle.close();
  }
}

async function* piecesOf(handle: FileHandle, path: string, onPiece: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array, void, void> {
  for (let position = 0; ; ) {
    const piece = await readAt(handle, path, position, readSize);
    if (piece.length === 0) return;
    position += piece.length;
    onPiece(piece);
    yield piece;
  }
}

async function readAt(handle: FileHandle, path: string, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, position).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return buffer.subarray(0, bytesRead);
}
