import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { adamUpdate } from './adam.js';
import { rmspropUpdate } from './rmsprop.js';
import { sgdUpdate } from './sgd.js';

const scalar = (value: number) => tensorOf([], [value]);
const [w, g, rate] = [tensorOf([1], [2]), tensorOf([1], [3]), scalar(0.5)];

describe('sgdUpdate', () => {
  const sgd = { kind: 'sgdUpdate', path: '', momentum: 0.5, nesterov: false, weightDecay: 0.25 } as const;
  const names = { inputs: ['w', 'g', 'rate', 'v'], outputs: ['next', 'nextV'] } as const;

  it('goes down the gradient', () => {
    const next = zeros([1]);
    sgdUpdate({ ...sgd, momentum: 0, weightDecay: 0, inputs: ['w', 'g', 'rate'], outputs: ['next'] }, [w, g, rate], [next]);
    expect([...next.data]).toEqual([0.5]);
  });

  it('keeps the learning rate out of the velocity, and couples weight decay', () => {
    const [next, nextV] = [zeros([1]), zeros([1])];
    sgdUpdate({ ...sgd, ...names }, [w, g, rate, tensorOf([1], [4])], [next, nextV]);
    expect([nextV.data[0], next.data[0]]).toEqual([2 + 3.5, 2 - 0.5 * 5.5]);
  });

  it('looks ahead with nesterov', () => {
    const [next, nextV] = [zeros([1]), zeros([1])];
    sgdUpdate({ ...sgd, ...names, nesterov: true }, [w, g, rate, tensorOf([1], [4])], [next, nextV]);
    expect([nextV.data[0], next.data[0]]).toEqual([5.5, 2 - 0.5 * (3.5 + 0.5 * 5.5)]);
  });
});

describe('adamUpdate', () => {
  const adam = { kind: 'adamUpdate', path: '', beta1: 0.5, beta2: 0.75, eps: 1, weightDecay: 0.5 } as const;
  const names = { inputs: ['w', 'g', 'rate', 'm', 'v', 'c1', 'c2'], outputs: ['next', 'nextM', 'nextV'] } as const;
  const update = (decay: 'coupled' | 'decoupled'): readonly number[] => {
    const [next, nextM, nextV] = [zeros([1]), zeros([1]), zeros([1])];
    adamUpdate({ ...adam, ...names, decay }, [w, g, rate, tensorOf([1], [0]), tensorOf([1], [0]), scalar(0.5), scalar(0.25)], [next, nextM, nextV]);
    return [next.data[0]!, nextM.data[0]!, nextV.data[0]!];
  };

  it('adds eps after the root, to bias-corrected moments; coupled decay is in the gradient', () => {
    // g = 3 + 0.5·2 = 4; m = 2, v = 4; m/c1 = 4, √(v/c2) = 4.
    expect(update('coupled')).toEqual([2 - (0.5 * 4) / (4 + 1), 2, 4]);
  });

  it('shrinks the parameter by itself where decay is decoupled', () => {
    // w = 2·(1 − 0.25) = 1.5; m = 1.5, v = 2.25; m/c1 = 3, √(v/c2) = 3.
    expect(update('decoupled')).toEqual([1.5 - (0.5 * 3) / (3 + 1), 1.5, 2.25]);
  });
});

it('rmspropUpdate divides by the root of the mean square, and adds momentum after that', () => {
  const [next, nextS, nextB] = [zeros([1]), zeros([1]), zeros([1])];
  const operation = { kind: 'rmspropUpdate', path: '', alpha: 0.75, eps: 1, momentum: 0.5, weightDecay: 0.5 } as const;
  // g = 4; s = 0.75·16 + 0.25·16 = 16; u = 4/5; b = 0.5·2 + 0.8.
  const inputs = [w, g, rate, tensorOf([1], [16]), tensorOf([1], [2])] as const;
  rmspropUpdate({ ...operation, inputs: ['w', 'g', 'rate', 's', 'b'], outputs: ['next', 'nextS', 'nextB'] }, inputs, [next, nextS, nextB]);
  expect([next.data[0], nextS.data[0], nextB.data[0]]).toEqual([2 - 0.5 * 1.8, 16, 1.8]);
});
