import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { countCorrect } from './countCorrect.js';
import { softmax } from './softmax.js';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmaxCrossEntropy.js';

const fields = { path: '', reduction: 'mean', labelSmoothing: 0, inputs: ['logits', 'labels'] } as const;
// Probabilities 1/4 and 3/4, then 1/2 and 1/2.
const logits = tensorOf([2, 2], [0, Math.log(3), 5, 5]);
const labels = tensorOf([2], [1, 0]);

describe('softmaxCrossEntropy', () => {
  const lossOf = (more: Partial<{ reduction: 'mean' | 'sum'; labelSmoothing: number }>, x = logits): number => {
    const loss = zeros([]);
    softmaxCrossEntropy({ kind: 'softmaxCrossEntropy', ...fields, ...more, outputs: ['loss'] }, [x, labels], [loss]);
    return loss.data[0]!;
  };

  it('is −ln of the probability of the label', () => {
    expect(lossOf({ reduction: 'sum' })).toBeCloseTo(Math.log(4 / 3) + Math.log(2), 15);
    expect(lossOf({ reduction: 'mean' })).toBeCloseTo((Math.log(4 / 3) + Math.log(2)) / 2, 15);
  });

  it('spreads labelSmoothing over all classes', () => {
    // Target of the first row: 0.1 and 0.9; of the second, both probabilities are 1/2.
    expect(lossOf({ reduction: 'sum', labelSmoothing: 0.2 })).toBeCloseTo(0.1 * Math.log(4) + 0.9 * Math.log(4 / 3) + Math.log(2), 15);
  });

  it('neither overflows nor takes the logarithm of 0', () => {
    expect(lossOf({ reduction: 'sum' }, tensorOf([2, 2], [1000, 0, -1000, 0]))).toBe(2000);
    expect(lossOf({ reduction: 'sum' }, tensorOf([2, 2], [-1000, -3000, -3000, -1000]))).toBe(4000);
  });

  it('has the gradient softmax − target', () => {
    const dx = zeros([2, 2]);
    softmaxCrossEntropyGradient({ kind: 'softmaxCrossEntropyGradient', ...fields, outputs: ['dx'] }, [logits, labels], [dx]);
    [0.125, -0.125, -0.25, 0.25].forEach((value, i) => expect(dx.data[i]).toBeCloseTo(value, 15));
  });
});

it('softmax is the distribution', () => {
  const y = zeros([2, 2]);
  softmax({ kind: 'softmax', path: '', inputs: ['logits'], outputs: ['y'] }, [logits], [y]);
  [0.25, 0.75, 0.5, 0.5].forEach((value, i) => expect(y.data[i]).toBeCloseTo(value, 15));
});

it('countCorrect takes the first of equal maxima', () => {
  const count = zeros([]);
  const tied = tensorOf([3, 2], [5, 5, 5, 5, 1, 2]);
  countCorrect({ kind: 'countCorrect', path: '', inputs: ['logits', 'labels'], outputs: ['count'] }, [tied, tensorOf([3], [0, 0, 1])], [count]);
  expect(count.data[0]).toBe(3);
});
