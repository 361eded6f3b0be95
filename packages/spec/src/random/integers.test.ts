import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillIntegers, multiplyHigh, nextInteger, permutation } from './integers.js';
import { randomStream } from './stream.js';

const golden = randomStream({ seed: 42, purpose: 'golden' });

/** Σ (observed − expected)² / expected; about `cells` − 1 with standard deviation √(2 · (cells − 1)). */
function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe('multiplyHigh', () => {
  it('is floor(a · b / 2³²), against BigInt', () => {
    const edges = [0, 1, 2, 0xffff, 0x10000, 0x10001, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
    const word = fc.oneof(fc.constantFrom(...edges), fc.nat({ max: 0xffffffff }));
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(multiplyHigh(a, b) >>> 0).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('nextInteger', () => {
  it('skips the words that would favour some values', () => {
    // 2³² mod 3 = 1: of the words, only 0 has (word · 3) mod 2³² < 1. Each value then has (2³² − 1) / 3 words.
    const words = [0, 1];
    expect(nextInteger(() => words.shift() as number, 3)).toBe(0);
    expect(words).toEqual([]);
    // 2³² mod (2³¹ + 1) = 2³¹ − 1: nearly half of the words are skipped, the even ones first; 3 · (2³¹ + 1) = 2³² + 2³¹ + 3 is kept.
    const many = [0, 2, 3];
    expect(nextInteger(() => many.shift() as number, 2 ** 31 + 1)).toBe(1);
    expect(many).toEqual([]);
  });
});

describe('fillIntegers', () => {
  it('gives the golden values', () => {
    const values = new Uint32Array(12);
    fillIntegers(golden, values, 10);
    expect([...values]).toEqual([6, 5, 5, 6, 4, 3, 6, 0, 8, 5, 7, 6]);
  });

  it.each([2, 3, 7, 10, 100, 1000])('below %d is uniform: chi-square within five standard deviations', (bound) => {
    const values = new Uint32Array(200_000);
    fillIntegers(randomStream({ seed: bound, purpose: 'chi-square' }), values, bound);
    const counts = Array.from({ length: bound }, () => 0);
    for (const value of values) counts[value] = (counts[value] as number) + 1;
    const statistic = chiSquare(counts, values.length / bound);
    expect(Math.abs(statistic - (bound - 1))).toBeLessThan(5 * Math.sqrt(2 * (bound - 1)));
  });

  it('of a bound just above 2³¹ reaches both halves alike', () => {
    const values = new Uint32Array(100_000);
    fillIntegers(golden, values, 2 ** 31 + 1);
    const upper = values.reduce((count, value) => count + (value > 2 ** 30 ? 1 : 0), 0) / values.length;
    expect(Math.abs(upper - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / values.length));
  });

  it.each([0, -1, 1.5, 2 ** 32, NaN])('refuses bound %d', (bound) => {
    expect(() => fillIntegers(golden, new Uint32Array(1), bound)).toThrow(`bound: ${bound} is not an integer from 1 to 2^32 − 1`);
  });
});

describe('permutation', () => {
  it('gives the golden order', () => {
    expect([...permutation(golden, 12)]).toEqual([9, 11, 1, 7, 0, 4, 2, 3, 6, 10, 5, 8]);
  });

  it('holds each index once', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), fc.maxSafeNat(), (length, seed) => {
        const order = permutation(randomStream({ seed, purpose: 'permutation' }), length);
        expect(order.toSorted()).toEqual(Uint32Array.from({ length }, (_, i) => i));
      }),
    );
  });

  it('makes each of the 24 orders of four alike often: chi-square within five standard deviations', () => {
    const trials = 24_000;
    const counts = new Map<string, number>();
    for (let step = 0; step < trials; step++) {
      const order = permutation(randomStream({ seed: 0, purpose: 'orders', step }), 4).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(chiSquare([...counts.values()], trials / 24) - 23)).toBeLessThan(5 * Math.sqrt(2 * 23));
  });
});
