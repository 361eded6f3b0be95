import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LARGEST_TILE_INPUT, winogradMatrices } from './winogradMatrices.js';
import type { Matrix } from './bilinearMatrices.js';

const times = (matrix: Matrix, vector: readonly number[]): readonly number[] =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));

const tileAndKernel = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
  .filter(([tile, kernel]) => tile + kernel - 1 <= LARGEST_TILE_INPUT);
const number = fc.double({ min: -10, max: 10, noNaN: true });

const cases = tileAndKernel.chain(([tile, kernel]) =>
  fc.record({
    tile: fc.constant(tile),
    filter: fc.array(number, { minLength: kernel, maxLength: kernel }),
    data: fc.array(number, { minLength: tile + kernel - 1, maxLength: tile + kernel - 1 }),
  }),
);

test('Aᵀ((G·w) ∘ (Bᵀ·d)) is the correlation of d with w', () => {
  fc.assert(
    fc.property(cases, ({ tile, filter, data }) => {
      const { transposedA, g, transposedB } = winogradMatrices(tile, filter.length);
      const transformed = times(g, filter);
      const products = times(transposedB, data).map((value, i) => value * transformed[i]!);
      const expected = Array.from({ length: tile }, (_, i) => filter.reduce((sum, weight, k) => sum + weight * data[i + k]!, 0));
      times(transposedA, products).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 7));
    }),
  );
});

test('more points than there are numbers to take are refused', () => {
  expect(() => winogradMatrices(7, 3)).toThrow(RangeError);
});
