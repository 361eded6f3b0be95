import type { PlainActivation, PlainActivationOp } from '@archetype/spec';
import type { StepOperation } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor.js';
import { tensorOf } from '../testing/tensorOf.js';
import { dropout } from './dropout.js';
import { leakyRelu, leakyReluGradient } from './leakyRelu.js';
import { runKernel } from './registry.js';

/** f(x) of one number. */
function apply(kind: PlainActivation, x: number): number {
  const y = zeros([1]);
  runKernel({ kind, path: '', inputs: ['x'], outputs: ['y'] } as PlainActivationOp<PlainActivation> as StepOperation, [tensorOf([1], [x])], [y]);
  return y.data[0]!;
}

describe('activations at points that are known', () => {
  it.each([
    ['relu', -2, 0],
    ['relu', 3, 3],
    ['sigmoid', 0, 0.5],
    ['sigmoid', Math.log(3), 0.75],
    ['sigmoid', -800, 0],
    ['tanh', Math.log(2), 0.6],
    ['elu', -Math.LN2, -0.5],
    ['elu', 4, 4],
    ['gelu', 1, 0.8413447460685429],
    ['gelu', -1, -0.15865525393145705],
    ['silu', Math.log(3), 0.75 * Math.log(3)],
    ['hardSwish', -3, 0],
    ['hardSwish', 1, 4 / 6],
    ['hardSwish', 5, 5],
    ['softplus', 0, Math.LN2],
    ['softplus', 1000, 1000],
    ['softplus', -1000, 0],
  ] as const)('%s(%f) = %f', (kind, x, y) => expect(apply(kind, x)).toBeCloseTo(y, 15));

  it('keep the digits of small results: gelu(−8) = −8Φ(−8), elu(−1e-12) and softplus(−40) = e^−40', () => {
    expect(apply('gelu', -8) / (-8 * 6.220960574271784e-16)).toBeCloseTo(1, 13);
    expect(apply('elu', -1e-12) / (-1e-12 + 0.5e-24)).toBeCloseTo(1, 14);
    expect(apply('softplus', -40) / Math.exp(-40)).toBeCloseTo(1, 14);
  });

  it('pass NaN on', () => {
    for (const kind of ['relu', 'sigmoid', 'tanh', 'elu', 'gelu', 'silu', 'hardSwish', 'softplus'] as const) expect(apply(kind, NaN)).toBeNaN();
  });
});

it('leakyRelu keeps a part of what is negative', () => {
  const x = tensorOf([3], [-2, 0, 2]);
  const [y, dx] = [zeros([3]), zeros([3])];
  leakyRelu({ kind: 'leakyRelu', path: '', negativeSlope: 0.25, inputs: ['x'], outputs: ['y'] }, [x], [y]);
  const dy = tensorOf([3], [4, 4, 4]);
  leakyReluGradient({ kind: 'leakyReluGradient', path: '', negativeSlope: 0.25, inputs: ['dy', 'x'], outputs: ['dx'] }, [dy, x], [dx]);
  expect([...y.data]).toEqual([-0.5, 0, 2]);
  expect([...dx.data]).toEqual([1, 1, 4]);
});

it('dropout scales what it keeps by 1 / (1 − rate)', () => {
  const y = zeros([3]);
  const [x, mask] = [tensorOf([3], [1, 2, 3]), tensorOf([3], [1, 0, 1])];
  dropout({ kind: 'dropout', path: '', rate: 0.75, inputs: ['x', 'mask'], outputs: ['y'] }, [x, mask], [y]);
  expect([...y.data]).toEqual([4, 0, 12]);
});
