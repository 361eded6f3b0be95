import { ArchetypeError } from '../check/error.js';
import { wordReader, type RandomStream } from './stream.js';

/**
 * The high 32 bits of the 64-bit product of two unsigned 32-bit integers, as a signed 32-bit integer.
 * Schoolbook product in 16-bit digits: no partial sum exceeds 2³² − 1, so 32-bit arithmetic loses nothing.
 */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) | 0;
}

/**
 * The next unbiased integer in [0, bound) from a reader of words: floor(word · bound / 2³²), where a word is skipped
 * when (word · bound) mod 2³² < 2³² mod bound, which leaves each value the same number of words.
 *
 * Source: D. Lemire, "Fast random integer generation in an interval", 2019, doi:10.1145/3230636.
 *
 * @param bound an integer in [1, 2³²)
 */
export function nextInteger(next: () => number, bound: number): number {
  for (;;) {
    const word = next();
    const low = Math.imul(word, bound) >>> 0;
    // The remainder is below the bound, so the division is rarely needed.
    if (low >= bound || low >= 2 ** 32 % bound) return multiplyHigh(word, bound) >>> 0;
  }
}

/**
 * Fills `out` with independent integers, each value of [0, bound) equally likely, from the beginning of the stream.
 *
 * @throws ArchetypeError `bound-out-of-range` unless bound is an integer from 1 to 2³² − 1
 */
export function fillIntegers(stream: RandomStream, out: Uint32Array, bound: number): void {
  if (!Number.isInteger(bound) || bound < 1 || bound >= 2 ** 32) {
    throw new ArchetypeError({
      code: 'bound-out-of-range',
      subject: 'bound',
      problem: `${bound} is not an integer from 1 to 2^32 − 1`,
      remedy: 'give the number of values to choose among',
    });
  }
  const next = wordReader(stream);
  for (let i = 0; i < out.length; i++) out[i] = nextInteger(next, bound);
}

/**
 * A permutation of 0 … length − 1, each equally likely: Fisher–Yates from the end, where position i is exchanged with
 * the position nextInteger(i + 1).
 */
export function permutation(stream: RandomStream, length: number): Uint32Array {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  const next = wordReader(stream);
  for (let i = length - 1; i > 0; i--) {
    const j = nextInteger(next, i + 1);
    const moved = order[i] as number;
    order[i] = order[j] as number;
    order[j] = moved;
  }
  return order;
}
