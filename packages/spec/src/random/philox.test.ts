import { describe, expect, it } from 'vitest';
import { fillBlocks, philox4x32 } from './philox.js';

describe('philox4x32', () => {
  // Known answers of the Random123 distribution (kat_vectors, "philox4x32 10").
  it.each([
    [[0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('of %j under %j is the published vector', (counter, key, words) => {
    expect(philox4x32(counter, key)).toEqual(words);
  });
});

describe('fillBlocks', () => {
  it('lays successive counters end to end, wraps the first word and cuts the last block', () => {
    const words = new Uint32Array(10);
    fillBlocks(words, 0xffffffff, 7, 8, 9, 10, 11);
    expect([...words]).toEqual([
      ...philox4x32([0xffffffff, 7, 8, 9], [10, 11]),
      ...philox4x32([0, 7, 8, 9], [10, 11]),
      ...philox4x32([1, 7, 8, 9], [10, 11]).slice(0, 2),
    ]);
  });
});
