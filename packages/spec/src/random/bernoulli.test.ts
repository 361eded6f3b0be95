import { describe, expect, it } from 'vitest';
import { fillBernoulli } from './bernoulli.js';
import { randomStream } from './stream.js';

const golden = randomStream({ seed: 42, purpose: 'golden' });
const coins = (count: number, probability: number) => {
  const out = new Uint8Array(count);
  fillBernoulli(golden, out, probability);
  return out;
};

describe('fillBernoulli', () => {
  it('gives the golden mask', () => {
    expect(coins(24, 0.3).join('')).toBe('100001000110110000101110');
  });

  it.each([0.5, 0.8, 0.1, 1 / 256, 1 / 3000, 255.5 / 256])('with probability %d sets that share, within five standard errors', (probability) => {
    const count = 1_000_000;
    const share = coins(count, probability).reduce((sum, coin) => sum + coin, 0) / count;
    expect(Math.abs(share - probability)).toBeLessThan(5 * Math.sqrt((probability * (1 - probability)) / count));
  });

  it('with probability 0 sets none and with 1 all', () => {
    expect(coins(10_000, 0).every((coin) => coin === 0)).toBe(true);
    expect(coins(10_000, 1).every((coin) => coin === 1)).toBe(true);
  });

  it('writes the value given: an inverted dropout mask', () => {
    const mask = new Float32Array(10_001);
    fillBernoulli(golden, mask, 0.8, 1 / 0.8);
    expect(mask).toEqual(Float32Array.from(coins(10_001, 0.8), (coin) => coin * 1.25));
  });

  it.each([-0.1, 1.1, NaN])('refuses probability %d', (probability) => {
    expect(() => coins(1, probability)).toThrow(`probability: ${probability} is not between 0 and 1`);
  });
});
