import { expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { localResponseNorm } from './localResponseNorm.js';

const operation = { kind: 'localResponseNorm', path: '', alpha: 3, beta: 1, k: 1, inputs: ['x'], outputs: ['y'] } as const;
const x = tensorOf([1, 4, 1, 1], [1, 2, 3, 4]);

it('sums the squares of the channels around, of those that exist, over size', () => {
  const y = zeros([1, 4, 1, 1]);
  localResponseNorm({ ...operation, size: 3 }, [x], [y]);
  expect([...y.data]).toEqual([1 / (1 + 1 + 4), 2 / (1 + 1 + 4 + 9), 3 / (1 + 4 + 9 + 16), 4 / (1 + 9 + 16)]);
});

it('looks one channel further back than ahead where size is even', () => {
  const y = zeros([1, 4, 1, 1]);
  localResponseNorm({ ...operation, alpha: 2, size: 2 }, [x], [y]);
  expect([...y.data]).toEqual([1 / (1 + 1), 2 / (1 + 1 + 4), 3 / (1 + 4 + 9), 4 / (1 + 9 + 16)]);
});
