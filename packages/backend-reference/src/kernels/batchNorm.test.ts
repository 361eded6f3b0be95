import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { batchNorm, batchNormInference } from './batchNorm.js';
import { movingAverage } from './movingAverage.js';

const operation = { kind: 'batchNorm', path: '', eps: 0, inputs: ['x'], outputs: ['y', 'mean', 'variance'] } as const;

describe('batchNorm', () => {
  it('normalises each channel over batch, height and width, by the biased variance', () => {
    const [y, mean, variance] = [zeros([2, 2, 1, 2]), zeros([2]), zeros([2])];
    // Channel 0 holds 1, 3, 5, 7; channel 1 holds 10, 10, 30, 30.
    batchNorm(operation, [tensorOf([2, 2, 1, 2], [1, 3, 10, 10, 5, 7, 30, 30])], [y, mean, variance]);
    expect([...mean.data]).toEqual([4, 20]);
    expect([...variance.data]).toEqual([(9 + 1 + 1 + 9) / 4, 100]);
    const unit = 1 / Math.sqrt(5);
    [-3 * unit, -unit, -1, -1, unit, 3 * unit, 1, 1].forEach((value, i) => expect(y.data[i]).toBeCloseTo(value, 15));
  });

  it('loses no digits where the mean is large: two passes', () => {
    const [y, mean, variance] = [zeros([4, 1]), zeros([1]), zeros([1])];
    batchNorm(operation, [tensorOf([4, 1], [1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4])], [y, mean, variance]);
    expect([...variance.data]).toEqual([1.25]);
  });

  it('takes the running statistics at inference', () => {
    const y = zeros([1, 2]);
    const inference = {
      kind: 'batchNormInference',
      path: '',
      eps: 1,
      inputs: ['x', 'mean', 'variance', 'weight', 'bias'],
      outputs: ['y'],
    } as const;
    const [mean, variance, weight, bias] = [tensorOf([2], [1, 2]), tensorOf([2], [3, 8]), tensorOf([2], [10, 1]), tensorOf([2], [0, 0.5])];
    batchNormInference(inference, [tensorOf([1, 2], [5, 8]), mean, variance, weight, bias], [y]);
    expect([...y.data]).toEqual([20, 2.5]);
  });
});

it('movingAverage weighs the new value by momentum, and corrects it', () => {
  const next = zeros([2]);
  const fields = { kind: 'movingAverage', path: '', momentum: 0.25, correction: 2, inputs: ['running', 'batch'], outputs: ['next'] } as const;
  movingAverage(fields, [tensorOf([2], [4, 0]), tensorOf([2], [10, 1])], [next]);
  expect([...next.data]).toEqual([8, 0.5]);
});
