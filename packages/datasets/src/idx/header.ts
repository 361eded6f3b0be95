import { countBytes, fileFault, hexBytes } from './fault.js';
import { idxHeaderBytes, idxTypeOfCode, idxTypes, type IdxType } from './format.js';

/** What an IDX header says. */
export interface IdxHeader {
  readonly type: IdxType;
  readonly shape: readonly number[];
  /** Bytes of the header itself. */
  readonly headerBytes: number;
  /** Bytes of the elements: the product of the shape times the element's size. */
  readonly dataBytes: number;
}

/** Where IDX data come from, and what may come. */
export interface IdxOrigin {
  /** The name in error messages. */
  readonly file: string;
  /** Whether the data were gzipped, so that offsets count inflated bytes. */
  readonly inflated: boolean;
  /** The most bytes of elements that the caller accepts. */
  readonly maxBytes: number;
  /** The most bytes that the source can give, header included. */
  readonly mostBytes: number;
}

/** The longest header: rank 255. */
export const longestHeaderBytes = idxHeaderBytes(255);

/**
 * Reads an IDX header from the first bytes of a file.
 *
 * @param bytes the beginning of the data, as much as there is so far
 * @param complete whether no more bytes will come
 * @returns undefined while more bytes are needed
 * @throws ArchetypeError `idx-wrong-magic`, `idx-unknown-type`, `idx-truncated`, `idx-too-large`
 */
export function parseIdxHeader(bytes: Uint8Array, complete: boolean, origin: IdxOrigin): IdxHeader | undefined {
  const { file, inflated, maxBytes } = origin;
  if ((bytes[0] ?? 0) !== 0 || (bytes[1] ?? 0) !== 0) {
    throw fileFault({
      code: 'idx-wrong-magic',
      file,
      problem: 'is not an IDX file',
      offset: 0,
      inflated,
      expected: 'two zero bytes',
      found: hexBytes(bytes.subarray(0, 2)),
      remedy: 'give a file in the IDX format, plain or gzipped',
    });
  }
  const type = idxTypeOfCode(bytes[2] ?? 0);
  if (bytes.length > 2 && type === undefined) {
    throw fileFault({
      code: 'idx-unknown-type',
      file,
      problem: 'has an element type that IDX does not know',
      offset: 2,
      inflated,
      expected: Object.entries(idxTypes)
        .map(([name, { code }]) => `${hexBytes(Uint8Array.of(code))} (${name})`)
        .join(', '),
      found: hexBytes(bytes.subarray(2, 3)),
      remedy: 'give a file in the IDX format, plain or gzipped',
    });
  }
  const rank = bytes[3];
  const headerBytes = idxHeaderBytes(rank ?? 0);
  if (type === undefined || rank === undefined || bytes.length < headerBytes) {
    if (!complete) return undefined;
    throw fileFault({
      code: 'idx-truncated',
      file,
      problem: 'ends within its header',
      offset: bytes.length,
      inflated,
      expected: rank === undefined ? 'a header of at least 4 bytes' : `a header of ${headerBytes} bytes (4 + 4 × ${rank} dimensions)`,
      found: `the end after ${countBytes(bytes.length)}`,
      remedy: 'the file is cut short: copy or download it again',
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(idxHeaderBytes(axis)));
  const elementBytes = idxTypes[type].bytes;
  // A zero first, lest an infinite partial product meet it: 0 × Infinity is not a size.
  const elements = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
  const dataBytes = elements * elementBytes;
  if (dataBytes > maxBytes) {
    throw fileFault({
      code: 'idx-too-large',
      file,
      problem: `says that it holds more than the limit of ${countBytes(maxBytes)}`,
      offset: 4,
      inflated,
      expected: `dimensions of at most ${countBytes(maxBytes)} in all`,
      found: `${shape.join(' × ')} × ${countBytes(elementBytes)} (${type}) = ${dataBytes}`,
      remedy: 'raise maxBytes if the file is right; otherwise its header is damaged',
    });
  }
  return { type, shape, headerBytes, dataBytes };
}
