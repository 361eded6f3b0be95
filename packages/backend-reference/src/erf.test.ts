import { describe, expect, it } from 'vitest';
import { erf, erfc } from './erf.js';

// mpmath at 50 digits, rounded to a double.
const table: readonly (readonly [x: number, erf: number, erfc: number])[] = [
  [1e-300, 1.1283791670955126e-300, 1],
  [1e-8, 1.1283791670955126e-08, 0.9999999887162083],
  [0.1, 0.1124629160182849, 0.887537083981715],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [0.75, 0.7111556336535151, 0.28884436634648486],
  [0.9999, 0.8426592780487595, 0.15734072195124052],
  [1, 0.8427007929497149, 0.15729920705028513],
  [1.0001, 0.8427422995485203, 0.1572577004514797],
  [1.5, 0.9661051464753108, 0.033894853524689274],
  [2, 0.9953222650189527, 0.004677734981047266],
  [3, 0.9999779095030014, 2.209049699858544e-05],
  [4, 0.9999999845827421, 1.541725790028002e-08],
  [5.5, 0.9999999999999927, 7.357847917974398e-15],
  [6, 1.0, 2.1519736712498913e-17],
  [10.3, 1, 4.5947618530992265e-48],
  [20.7, 1, 2.2085481102488885e-188],
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
