import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { adaptiveAvgPool2d } from './adaptiveAvgPool2d.js';
import { avgPool2d, avgPool2dGradient } from './avgPool2d.js';
import { globalAvgPool2d, globalAvgPool2dGradient } from './globalAvgPool2d.js';
import { maxPool2d, maxPool2dGradient } from './maxPool2d.js';

const window = { path: '', kernelSize: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0], dilation: [1, 1] } as const;
const max = { kind: 'maxPool2d', ...window, inputs: ['x'], outputs: ['y'] } as const;
const maxGradient = { ...window, kind: 'maxPool2dGradient', inputs: ['dy', 'x', 'y'], outputs: ['dx'] } as const;

describe('maxPool2d', () => {
  it('pads with −∞: a negative maximum stays negative', () => {
    const y = zeros([1, 1, 1, 1]);
    maxPool2d({ ...max, padding: [1, 1, 0, 0] }, [tensorOf([1, 1, 1, 1], [-3])], [y]);
    expect([...y.data]).toEqual([-3]);
  });

  it('gives a gradient to the first of equal maxima, in row-major order', () => {
    const x = tensorOf([1, 1, 2, 2], [0, 5, 5, 5]);
    const dx = zeros([1, 1, 2, 2]);
    maxPool2dGradient(maxGradient, [tensorOf([1, 1, 1, 1], [7]), x, tensorOf([1, 1, 1, 1], [5])], [dx]);
    expect([...dx.data]).toEqual([0, 7, 0, 0]);
  });

  it('adds up the gradients of overlapping windows', () => {
    const x = tensorOf([1, 1, 1, 3], [1, 9, 2]);
    const y = zeros([1, 1, 1, 2]);
    const dx = zeros([1, 1, 1, 3]);
    const overlapping = { kernelSize: [1, 2], stride: [1, 1] } as const;
    maxPool2d({ ...max, ...overlapping }, [x], [y]);
    maxPool2dGradient({ ...maxGradient, ...overlapping }, [tensorOf([1, 1, 1, 2], [3, 4]), x, y], [dx]);
    expect([...y.data]).toEqual([9, 9]);
    expect([...dx.data]).toEqual([0, 7, 0]);
  });

  it('lets no window drop a NaN', () => {
    const y = zeros([1, 1, 1, 1]);
    maxPool2d(max, [tensorOf([1, 1, 2, 2], [1, NaN, 3, 2])], [y]);
    expect([...y.data]).toEqual([NaN]);
  });
});

describe('avgPool2d', () => {
  const x = tensorOf([1, 1, 2, 2], [1, 2, 3, 4]);
  // Stride 2 with one row and column of padding before: windows of the corner, and in ceil mode a second one that hangs over.
  const padded = { ...window, padding: [1, 1, 1, 1] } as const;

  it('counts the padding where the counts say so, and not where they do not', () => {
    const average = { kind: 'avgPool2d', ...padded, inputs: ['x'], outputs: ['y'] } as const;
    const counted = zeros([1, 1, 2, 2]);
    avgPool2d({ ...average, rowCounts: [2, 2], columnCounts: [2, 2] }, [x], [counted]);
    expect([...counted.data]).toEqual([0.25, 0.5, 0.75, 1]);
    const inside = zeros([1, 1, 2, 2]);
    avgPool2d({ ...average, rowCounts: [1, 1], columnCounts: [1, 1] }, [x], [inside]);
    expect([...inside.data]).toEqual([1, 2, 3, 4]);
  });

  it('spreads a gradient over the window, the share of the padding lost', () => {
    const dx = zeros([1, 1, 2, 2]);
    const gradient = { kind: 'avgPool2dGradient', ...padded, rowCounts: [2, 1], columnCounts: [2, 2], inputs: ['dy'], outputs: ['dx'] } as const;
    avgPool2dGradient(gradient, [tensorOf([1, 1, 2, 2], [4, 8, 12, 16])], [dx]);
    expect([...dx.data]).toEqual([1, 2, 6, 8]);
  });
});

it('globalAvgPool2d is the mean of each plane, and its gradient an equal share', () => {
  const y = zeros([1, 2, 1, 1]);
  globalAvgPool2d({ kind: 'globalAvgPool2d', path: '', inputs: ['x'], outputs: ['y'] }, [tensorOf([1, 2, 1, 2], [1, 3, 10, 30])], [y]);
  expect([...y.data]).toEqual([2, 20]);
  const dx = zeros([1, 2, 1, 2]);
  globalAvgPool2dGradient({ kind: 'globalAvgPool2dGradient', path: '', inputs: ['dy'], outputs: ['dx'] }, [y], [dx]);
  expect([...dx.data]).toEqual([1, 1, 10, 10]);
});

it('adaptiveAvgPool2d takes overlapping windows: 3 columns to 2 share the middle one', () => {
  const y = zeros([1, 1, 1, 2]);
  const windows = { rowWindows: [[0, 1]], columnWindows: [[0, 2], [1, 3]] } as const;
  adaptiveAvgPool2d({ kind: 'adaptiveAvgPool2d', path: '', ...windows, inputs: ['x'], outputs: ['y'] }, [tensorOf([1, 1, 1, 3], [2, 4, 8])], [y]);
  expect([...y.data]).toEqual([3, 6]);
});
