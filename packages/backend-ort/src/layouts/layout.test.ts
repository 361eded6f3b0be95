import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, channelsLastFeatures, convert, heightWidthBatchChannels, taps } from './layout.js';
import type { Layout } from './layout.js';

const side = fc.integer({ min: 1, max: 5 });
const layoutWithShape: fc.Arbitrary<readonly [Layout, readonly number[]]> = fc
  .tuple(fc.constantFrom('hwnc', 'taps', 'features'), fc.tuple(side, side, side, side))
  .map(([kind, shape]) => {
    const [a, b, c, d] = shape;
    if (kind === 'features') return [channelsLastFeatures(a, [b, c, d]), [a, b * c * d]];
    return [kind === 'hwnc' ? heightWidthBatchChannels(shape) : taps(shape), shape];
  });

test('to a layout and back changes nothing', () => {
  fc.assert(
    fc.property(layoutWithShape, ([layout, shape]) => {
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i);
      expect(convert(convert(data, canonical(shape), layout), layout, canonical(shape))).toEqual(data);
    }),
  );
});

test('the element at [n, c, h, w] lies at [h, w, n, c]', () => {
  const shape = [2, 3, 4, 5] as const;
  const data = Float32Array.from({ length: 120 }, (_, i) => i);
  const stored = convert(data, canonical(shape), heightWidthBatchChannels(shape));
  const [n, c, h, w] = [1, 2, 3, 1];
  expect(stored[((h * 5 + w) * 2 + n) * 3 + c]).toBe(data[((n * 3 + c) * 4 + h) * 5 + w]);
});

test('weight [o, i, a, b] lies at [a·kW + b, i, o]', () => {
  const shape = [4, 3, 2, 5] as const;
  const data = Float32Array.from({ length: 120 }, (_, i) => i);
  const stored = convert(data, canonical(shape), taps(shape));
  const [o, i, a, b] = [3, 1, 1, 4];
  expect(stored[((a * 5 + b) * 3 + i) * 4 + o]).toBe(data[((o * 3 + i) * 2 + a) * 5 + b]);
});
