import { expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { biasGradient } from './biasGradient.js';
import { linear, linearInputGradient, linearWeightGradient } from './linear.js';

const x = tensorOf([2, 3], [1, 2, 3, 4, 5, 6]);
const weight = tensorOf([2, 3], [1, 0, -1, 2, 2, 2]);
const dy = tensorOf([2, 2], [1, 10, 2, 20]);

it('linear is x·weightᵀ + bias', () => {
  const y = zeros([2, 2]);
  linear({ kind: 'linear', path: '', inputs: ['x', 'weight', 'bias'], outputs: ['y'] }, [x, weight, tensorOf([2], [0.5, -0.5])], [y]);
  expect([...y.data]).toEqual([-1.5, 11.5, -1.5, 29.5]);
});

it('linearInputGradient is dy·weight', () => {
  const dx = zeros([2, 3]);
  linearInputGradient({ kind: 'linearInputGradient', path: '', inputs: ['dy', 'weight'], outputs: ['dx'] }, [dy, weight], [dx]);
  expect([...dx.data]).toEqual([21, 20, 19, 42, 40, 38]);
});

it('linearWeightGradient is dyᵀ·x', () => {
  const dWeight = zeros([2, 3]);
  linearWeightGradient({ kind: 'linearWeightGradient', path: '', inputs: ['dy', 'x'], outputs: ['dWeight'] }, [dy, x], [dWeight]);
  expect([...dWeight.data]).toEqual([9, 12, 15, 90, 120, 150]);
});

it('biasGradient sums over all but the channels, of images too', () => {
  const operation = { kind: 'biasGradient', path: '', inputs: ['dy'], outputs: ['dBias'] } as const;
  const flat = zeros([2]);
  biasGradient(operation, [dy], [flat]);
  expect([...flat.data]).toEqual([3, 30]);
  const image = zeros([2]);
  biasGradient(operation, [tensorOf([2, 2, 1, 2], [1, 2, 10, 20, 4, 8, 40, 80])], [image]);
  expect([...image.data]).toEqual([15, 150]);
});
