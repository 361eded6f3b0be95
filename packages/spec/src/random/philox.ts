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
  // The constants of the paper's table 2: two multipliers, 0xD2511F53 and 0xCD9E8D57, here as 16-bit digits, and the key
  // increments (golden ratio and √3 − 1, times 2³²). Local, because a bundler may turn a module's constants into variables.
  const high0 = 0xd251;
  const low0 = 0x1f53;
  const high1 = 0xcd9e;
  const low1 = 0x8d57;
  const increment0 = 0x9e3779b9 | 0;
  const increment1 = 0xbb67ae85 | 0;
  const length = out.length;
  for (let at = 0, block = first | 0; at < length; at += 4, block = (block + 1) | 0) {
    let c0 = block;
    let c1 = counter1 | 0;
    let c2 = counter2 | 0;
    let c3 = counter3 | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < 10; round++) {
      // 32 × 32 → 64-bit products in 16-bit digits. No partial sum exceeds 2³² − 1, so 32-bit arithmetic loses nothing.
      const a0 = c0 & 0xffff;
      const b0 = c0 >>> 16;
      const ends0 = Math.imul(a0, low0);
      const middle0 = (Math.imul(b0, low0) + (ends0 >>> 16)) | 0;
      const cross0 = (Math.imul(a0, high0) + (middle0 & 0xffff)) | 0;
      const upper0 = (Math.imul(b0, high0) + (middle0 >>> 16) + (cross0 >>> 16)) | 0;

      const a1 = c2 & 0xffff;
      const b1 = c2 >>> 16;
      const ends1 = Math.imul(a1, low1);
      const middle1 = (Math.imul(b1, low1) + (ends1 >>> 16)) | 0;
      const cross1 = (Math.imul(a1, high1) + (middle1 & 0xffff)) | 0;
      const upper1 = (Math.imul(b1, high1) + (middle1 >>> 16) + (cross1 >>> 16)) | 0;

      c0 = upper1 ^ c1 ^ k0;
      c1 = (cross1 << 16) | (ends1 & 0xffff);
      c2 = upper0 ^ c3 ^ k1;
      c3 = (cross0 << 16) | (ends0 & 0xffff);
      k0 = (k0 + increment0) | 0;
      k1 = (k1 + increment1) | 0;
    }
    // A typed array drops a write past its end, which cuts the last block.
    out[at] = c0;
    out[at + 1] = c1;
    out[at + 2] = c2;
    out[at + 3] = c3;
  }
}
