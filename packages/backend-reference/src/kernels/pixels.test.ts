import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { normalizePixels } from './normalizePixels.js';
import { resizeBilinear2d } from './resizeBilinear2d.js';

describe('normalizePixels', () => {
  const operation = { kind: 'normalizePixels', path: '', inputs: ['pixels'], outputs: ['y'] } as const;
  const pixels = tensorOf([1, 2, 1, 2], [0, 255, 51, 102]);

  it('divides by 255', () => {
    const y = zeros([1, 2, 1, 2]);
    normalizePixels(operation, [pixels], [y]);
    expect([...y.data]).toEqual([0, 1, 0.2, 0.4]);
  });

  it('takes mean and deviation of each channel, in units of 255', () => {
    const y = zeros([1, 2, 1, 2]);
    normalizePixels({ ...operation, mean: [0.5, 0.2], std: [0.25, 0.1] }, [pixels], [y]);
    [-2, 2, 0, 2].forEach((value, i) => expect(y.data[i]).toBeCloseTo(value, 14));
  });
});

describe('resizeBilinear2d', () => {
  const operation = { kind: 'resizeBilinear2d', path: '', inputs: ['x'], outputs: ['y'] } as const;

  it('samples at half-pixel centres: 2 columns to 4 at −0.25 → 0, 0.25, 0.75 and 1.25 → 1', () => {
    const y = zeros([1, 1, 1, 4]);
    resizeBilinear2d(operation, [tensorOf([1, 1, 1, 2], [0, 8])], [y]);
    expect([...y.data]).toEqual([0, 2, 6, 8]);
  });

  it('mixes rows and columns: the centre of 2×2 is the mean', () => {
    const y = zeros([1, 1, 3, 3]);
    resizeBilinear2d(operation, [tensorOf([1, 1, 2, 2], [0, 4, 8, 20])], [y]);
    expect(y.data[4]).toBe(8);
    expect([y.data[0], y.data[2], y.data[6], y.data[8]]).toEqual([0, 4, 8, 20]);
  });
});
