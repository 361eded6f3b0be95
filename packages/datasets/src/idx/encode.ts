import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ArchetypeError } from '@archetype/spec';
import writeFileAtomic from 'write-file-atomic';
import { isLittleEndian, swapBytes } from './byteOrder.js';
import { idxHeaderBytes, idxTypes, type IdxArray } from './format.js';

/**
 * Encodes an array as an IDX file.
 *
 * @returns a header of 4 + 4 · rank bytes, then the elements, big-endian, row-major
 * @throws ArchetypeError `idx-bad-shape` when the rank is above 255, a size is not an integer in [0, 2³²), or the
 *   product of the sizes is not the number of elements
 */
export function encodeIdx({ type, shape, data }: IdxArray): Uint8Array<ArrayBuffer> {
  requireShape(shape, data.length);
  const { code, bytes: elementBytes } = idxTypes[type];
  const headerBytes = idxHeaderBytes(shape.length);
  const bytes = new Uint8Array(headerBytes + data.byteLength);
  bytes.set([0, 0, code, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((size, axis) => view.setUint32(idxHeaderBytes(axis), size));
  const elements = bytes.subarray(headerBytes);
  elements.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (isLittleEndian) swapBytes(elements, elementBytes);
  return bytes;
}

/** Writes an IDX file, gzipped at the best level if the path ends in `.gz`; whole or not at all. */
export async function writeIdxFile(path: string, array: IdxArray): Promise<void> {
  const bytes = encodeIdx(array);
  await writeFileAtomic(path, path.endsWith('.gz') ? await promisify(gzip)(bytes, { level: 9 }) : Buffer.from(bytes.buffer));
}

function requireShape(shape: readonly number[], length: number): void {
  const valid = shape.length <= 255 && shape.every((size) => Number.isInteger(size) && size >= 0 && size < 2 ** 32);
  const elements = shape.reduce((product, size) => product * size, 1);
  if (valid && elements === length) return;
  throw new ArchetypeError({
    code: 'idx-bad-shape',
    subject: 'IDX array',
    problem: `cannot be written with the shape [${shape.join(', ')}]`,
    details: [`${shape.length === 0 ? 1 : shape.join(' × ')} = ${elements} elements by the shape, ${length} in the data`],
    remedy: 'give at most 255 sizes, each a whole number below 2^32, whose product is the number of elements',
  });
}
