/**
 * Philox 4×32-10, a counter-based random function: ten rounds of a bijection on 128 bits, chosen by a 64-bit key.
 * Equal arguments give equal words on every machine; nothing is remembered between calls.
 *
 * Source: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405.
 */

/** Four unsigned 32-bit integers. */
export type Words4 = readonly [number, number, number, number];
/** Two unsigned 32-bit integers. */
export type Words2 = readonly [number, number];

// Round multipliers and key increments of the paper's table 2 (the increments are the golden ratio and √3 − 1, times 2³²).
const multiplier0 = 0xd2511f53 | 0;
const multiplier1 = 0xcd9e8d57 | 0;
const weyl0 = 0x9e3779b9 | 0;
const weyl1 = 0xbb67ae85 | 0;
const rounds = 10;

/**
 * The upper 32 bits of the 64-bit product of two unsigned 32-bit integers, as a signed 32-bit integer.
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
 * Philox 4×32-10 of one counter.
 *
 * @param counter four words; words are taken modulo 2³²
 * @param key two words; words are taken modulo 2³²
 * @returns four words, each an integer in [0, 2³²)
 */
export function philox4x32(counter: Words4, key: Words2): Words4 {
  const words = new Uint32Array(4);
  fillBlocks(words, counter[0], counter[1], counter[2], counter[3], key[0], key[1]);
  return [words[0] as number, words[1] as number, words[2] as number, words[3] as number];
}

/**
 * Writes Philox 4×32-10 of successive counters to `out`: words 4·i … 4·i + 3 are those of the counter
 * [(first + i) mod 2³², counter1, counter2, counter3]. A last block that does not fit is cut.
 */
export function fillBlocks(
  out: Uint32Array,
  first: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
): void {
  const length = out.length;
  for (let at = 0, block = first | 0; at < length; at += 4, block = (block + 1) | 0) {
    let c0 = block;
    let c1 = counter1 | 0;
    let c2 = counter2 | 0;
    let c3 = counter3 | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < rounds; round++) {
      const high0 = multiplyHigh(multiplier0, c0);
      const low0 = Math.imul(multiplier0, c0);
      const high1 = multiplyHigh(multiplier1, c2);
      const low1 = Math.imul(multiplier1, c2);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + weyl0) | 0;
      k1 = (k1 + weyl1) | 0;
    }
    // A typed array drops a write past its end, which cuts the last block.
    out[at] = c0;
    out[at + 1] = c1;
    out[at + 2] = c2;
    out[at + 3] = c3;
  }
}
