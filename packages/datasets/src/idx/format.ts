/**
 * The IDX format: two zero bytes, a byte for the element type, a byte for the rank, each dimension as a big-endian
 * unsigned 32-bit integer, then the elements in row-major order, big-endian.
 *
 * Source: the description on the MNIST page (Y. LeCun, C. Cortes, C. J. C. Burges), "The IDX file format".
 */

/** The array that holds the elements of each type. */
export interface IdxElements {
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

export type IdxType = keyof IdxElements;

/** An array of any rank, row-major. `data.length` is the product of `shape`, which is 1 for rank 0. */
export type IdxArray = {
  readonly [T in IdxType]: { readonly type: T; readonly shape: readonly number[]; readonly data: IdxElements[T] };
}[IdxType];

/** How a type is written: its code in the third byte, its size, and the array over a buffer of decoded elements. */
export interface IdxTypeRule<T extends IdxType> {
  readonly code: number;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly over: (buffer: ArrayBuffer) => IdxElements[T];
}

export const idxTypes: { readonly [T in IdxType]: IdxTypeRule<T> } = {
  uint8: { code: 0x08, bytes: 1, over: (buffer) => new Uint8Array(buffer) },
  int8: { code: 0x09, bytes: 1, over: (buffer) => new Int8Array(buffer) },
  int16: { code: 0x0b, bytes: 2, over: (buffer) => new Int16Array(buffer) },
  int32: { code: 0x0c, bytes: 4, over: (buffer) => new Int32Array(buffer) },
  float32: { code: 0x0d, bytes: 4, over: (buffer) => new Float32Array(buffer) },
  float64: { code: 0x0e, bytes: 8, over: (buffer) => new Float64Array(buffer) },
};

/** The type of a code, if there is one. */
export function idxTypeOfCode(code: number): IdxType | undefined {
  return (Object.keys(idxTypes) as IdxType[]).find((type) => idxTypes[type].code === code);
}

/** Bytes before the elements: four, and four for each dimension. */
export function idxHeaderBytes(rank: number): number {
  return 4 + 4 * rank;
}

/** The largest array that is read unless the caller allows more: 1 GiB of elements. */
export const defaultMaxBytes = 2 ** 30;
