import { describe, expect, it } from 'vitest';
import { erf, erfc } from './erf.js';

// mpmath at 50 digits.
const table: readonly (readonly [x: number, erf: number, erfc: number])[] = [
  [1e-300, 1.1283791670955126022e-300, 1],
  [1e-8, 1.1283791670955125599e-8, 0.99999998871620832904],
  [0.1, 0.1124629160182848984, 0.8875370839817151016],
  [0.5, 0.52049987781304653768, 0.47950012218695346232],
  [0.75, 0.7111556336535151316, 0.2888443663464848684],
  [0.9999, 0.84265927804875947799, 0.15734072195124052201],
  [1, 0.84270079294971486934, 0.15729920705028513066],
  [1.0001, 0.84274229954852032612, 0.15725770045147967388],
  [1.5, 0.96610514647531072707, 0.033894853524689272933],
  [2, 0.99532226501895273416, 0.0046777349810472658379],
  [3, 0.99997790950300141456, 0.000022090496998585441373],
  [4, 0.99999998458274209972, 1.5417257900280018852e-8],
  [5.5, 0.99999999999999264215, 7.3578479179743980631e-15],
  [6, 0.99999999999999997848, 2.1519736712498913117e-17],
  [10.3, 1, 4.5947618530992261869e-48],
  [20.7, 1, 2.2085481102488884182e-188],
];

describe('erf and erfc', () => {
  it.each(table)('agree with mpmath to 1e-15 of the value at %f', (x, wanted, wantedComplement) => {
    expect(Math.abs(erf(x) / wanted - 1)).toBeLessThan(1e-15);
    expect(Math.abs(erfc(x) / wantedComplement - 1)).toBeLessThan(1e-15);
  });

  it('are odd, and odd about 1', () => {
    for (const [x] of table) {
      expect(erf(-x)).toBe(-erf(x));
      expect(erfc(-x)).toBeCloseTo(2 - erfc(x), 15);
    }
  });

  it('end where they should', () => {
    expect([erf(0), erf(Infinity), erf(-Infinity), erfc(0), erfc(Infinity), erfc(-Infinity)]).toEqual([0, 1, -1, 1, 0, 2]);
    expect([erf(NaN), erfc(NaN)]).toEqual([NaN, NaN]);
  });
});
