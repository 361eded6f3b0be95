import { describe, expect, it } from 'vitest';
import { fillNormal, normalOfWord } from './normal.js';
import { randomStream } from './stream.js';

describe('normalOfWord', () => {
  // √2 · erf⁻¹(2p − 1) at p = (word + 1/2) / 2³², with 40 digits (mpmath), rounded to double.
  it.each([
    [0, -6.337957754553789],
    [1, -6.16642951781975],
    [100, -5.463062554389539],
    [12345, -4.535422762090428],
    [1000000, -3.4997689887583814],
    [100000000, -1.9902252413891444],
    [322122546, -1.4395314720898174],
    [322122547, -1.4395314704450153],
    [322122548, -1.4395314688002132],
    [1000000000, -0.729556553075874],
    [2147483647, -2.918099372916623e-10],
    [2147483648, 2.918099372916623e-10],
    [3000000000, 0.5200680618488762],
    [3972844747, 1.4395314688002132],
    [3972844748, 1.4395314704450153],
    [4294967295, 6.337957754553789],
  ])('of %d is %d within 2⁻⁵⁰ relative', (word, expected) => {
    expect(Math.abs(normalOfWord(word) / expected - 1)).toBeLessThan(2 ** -50);
  });

  it('is odd about the middle', () => {
    for (let word = 0; word < 2 ** 31; word += 12_345_677) expect(normalOfWord(2 ** 32 - 1 - word)).toBe(-normalOfWord(word));
  });
});

describe('fillNormal', () => {
  it('gives the golden values', () => {
    const values = new Float64Array(5);
    fillNormal(randomStream({ seed: 42, purpose: 'golden' }), values);
    expect([...values]).toEqual([
      0.4406151349261871, 0.06630518246212343, 0.1698768671362432, 0.4307878564745612, -0.14456128212268146,
    ]);
  });

  it('has the moments of the normal law, within five standard errors', () => {
    const count = 200_000;
    const values = new Float32Array(count);
    fillNormal(randomStream({ seed: 1, purpose: 'moments' }), values);
    const moment = (power: number) => values.reduce((sum: number, z) => sum + z ** power, 0) / count;
    // E z² = 1, E z⁴ = 3; the variance of zⁿ is (2n − 1)!! − (E zⁿ)².
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  });

  it('shifts and scales', () => {
    const standard = new Float64Array(1500);
    const scaled = new Float64Array(1500);
    const stream = randomStream({ seed: 1, purpose: 'scale' });
    fillNormal(stream, standard);
    fillNormal(stream, scaled, 2, 0.5);
    expect([...scaled]).toEqual([...standard].map((z) => 2 + 0.5 * z));
  });
});
