import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Matrix } from './bilinearMatrices.js';
import { wholeMapMatrices } from './wholeMapMatrices.js';

const times = (matrix: Matrix, vector: readonly number[]): readonly number[] =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));

const number = fc.double({ min: -10, max: 10, noNaN: true });
const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });

/** A side, as many outputs as elements, whatever the padding before it. */
const cases = fc
  .record({ size: fc.integer({ min: 1, max: 4 }), kernel: fc.integer({ min: 1, max: 7 }), begin: fc.nat(6) })
  .chain(({ size, kernel, begin }) => fc.record({ begin: fc.constant(begin), data: numbers(size), filter: numbers(kernel) }));

test('Aᵀ((G·w) ∘ (Bᵀ·x)) is the correlation of x, zeros around it, with w', () => {
  fc.assert(
    fc.property(cases, ({ begin, data, filter }) => {
      const { transposedA, g, transposedB } = wholeMapMatrices(data.length, filter.length, begin);
      const transformed = times(g, filter);
      const products = times(transposedB, data).map((value, i) => value * transformed[i]!);
      const expected = data.map((_, i) => filter.reduce((sum, weight, b) => sum + weight * (data[i + b - begin] ?? 0), 0));
      times(transposedA, products).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 7));
    }),
  );
});

test.each([
  [1, 3, 1, 1],
  [2, 3, 1, 3],
  [3, 3, 1, 4],
  [3, 5, 2, 5],
  [4, 7, 3, 7],
])('a side of %i under %i taps with %i before it takes %i products', (size, kernel, begin, points) => {
  expect(wholeMapMatrices(size, kernel, begin).points).toBe(points);
});
