import { describe, expect, it } from 'vitest';
import { lower } from '../lowering/lower.js';
import { defineModel } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { adaptiveAvgPool2d } from './adaptiveAvgPool2d.js';
import { avgPool2d } from './avgPool2d.js';
import { batchNorm } from './batchNorm.js';
import { conv2d } from './conv2d.js';
import { dropout } from './dropout.js';
import { elu } from './elu.js';
import { flatten } from './flatten.js';
import { gelu } from './gelu.js';
import { globalAvgPool2d } from './globalAvgPool2d.js';
import { hardSwish } from './hardSwish.js';
import type { Layer } from './layer.js';
import { leakyRelu } from './leakyRelu.js';
import { linear } from './linear.js';
import { localResponseNorm } from './localResponseNorm.js';
import { maxPool2d } from './maxPool2d.js';
import { relu } from './relu.js';
import { sigmoid } from './sigmoid.js';
import { silu } from './silu.js';
import { softplus } from './softplus.js';
import { tanh } from './tanh.js';

const operationsOf = (layer: Layer, input: Shape, mode: 'training' | 'inference') =>
  lower(defineModel({ name: 'alone', input, layers: [layer] }), { batchSize: 2, mode }).operations;

const site = { path: '0', outputs: ['0:output'] };
const inputs = ['input'];
const weights = ['input', '0.weight'];
const whole = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1] };

describe('a layer alone is one operation', () => {
  it.each<readonly [Layer, Shape, object]>([
    [conv2d({ outChannels: 4, kernelSize: 3 }), [2, 5, 6], { kind: 'conv2d', ...whole, kernelSize: [3, 3], groups: 1, inputs: [...weights, '0.bias'] }],
    [
      conv2d({ outChannels: 4, kernelSize: [3, 1], stride: [2, 3], padding: [1, 0, 2, 4], dilation: [2, 1], groups: 2, bias: false }),
      [2, 5, 6],
      { kind: 'conv2d', kernelSize: [3, 1], stride: [2, 3], padding: [1, 0, 2, 4], dilation: [2, 1], groups: 2, inputs: weights },
    ],
    [conv2d({ outChannels: 1, kernelSize: 2, padding: 'valid' }), [1, 2, 2], { kind: 'conv2d', ...whole, kernelSize: [2, 2], groups: 1, inputs: [...weights, '0.bias'] }],
    [
      conv2d({ outChannels: 1, kernelSize: [4, 3], padding: 'same' }),
      [1, 7, 7],
      { kind: 'conv2d', ...whole, kernelSize: [4, 3], padding: [1, 1, 2, 1], groups: 1, inputs: [...weights, '0.bias'] },
    ],
    [maxPool2d({ kernelSize: [2, 3] }), [1, 6, 6], { kind: 'maxPool2d', ...whole, kernelSize: [2, 3], stride: [2, 3], inputs }],
    [
      maxPool2d({ kernelSize: 3, stride: 2, padding: [0, 1], dilation: [1, 2], ceilMode: true }),
      [1, 6, 7],
      { kind: 'maxPool2d', kernelSize: [3, 3], stride: [2, 2], padding: [0, 1, 1, 1], dilation: [1, 2], inputs },
    ],
    [
      avgPool2d({ kernelSize: 2 }),
      [1, 4, 6],
      { kind: 'avgPool2d', ...whole, kernelSize: [2, 2], stride: [2, 2], rowCounts: [2, 2], columnCounts: [2, 2, 2], inputs },
    ],
    [
      avgPool2d({ kernelSize: 3, stride: 2, padding: [1, 0], countIncludePad: false }),
      [1, 5, 5],
      { kind: 'avgPool2d', ...whole, kernelSize: [3, 3], stride: [2, 2], padding: [1, 0, 1, 0], rowCounts: [2, 3, 2], columnCounts: [3, 3], inputs },
    ],
    // Six rows and a padding of one: the last window hangs over by one, which counts neither way.
    [
      avgPool2d({ kernelSize: 3, stride: 2, padding: [1, 0], ceilMode: true }),
      [1, 6, 6],
      { kind: 'avgPool2d', ...whole, kernelSize: [3, 3], stride: [2, 2], padding: [1, 0, 2, 1], rowCounts: [3, 3, 3, 2], columnCounts: [3, 3, 2], inputs },
    ],
    [globalAvgPool2d(), [3, 4, 5], { kind: 'globalAvgPool2d', inputs }],
    [
      adaptiveAvgPool2d({ outputSize: [2, 3] }),
      [3, 5, 7],
      { kind: 'adaptiveAvgPool2d', rowWindows: [[0, 3], [2, 5]], columnWindows: [[0, 3], [2, 5], [4, 7]], inputs },
    ],
    [localResponseNorm({ size: 5 }), [3, 2, 2], { kind: 'localResponseNorm', size: 5, alpha: 1e-4, beta: 0.75, k: 1, inputs }],
    [localResponseNorm({ size: 2, alpha: 0.5, beta: 1, k: 2 }), [3, 2, 2], { kind: 'localResponseNorm', size: 2, alpha: 0.5, beta: 1, k: 2, inputs }],
    ...[relu(), sigmoid(), tanh(), gelu(), silu(), elu(), hardSwish(), softplus()].map((layer) => [layer, [3, 2, 2], { kind: layer.kind, inputs }] as const),
    [leakyRelu(), [3], { kind: 'leakyRelu', negativeSlope: 0.01, inputs }],
    [leakyRelu({ negativeSlope: 0.2 }), [3], { kind: 'leakyRelu', negativeSlope: 0.2, inputs }],
    [flatten(), [3, 2, 2], { kind: 'flatten', inputs }],
    [linear({ outFeatures: 4 }), [3], { kind: 'linear', inputs: [...weights, '0.bias'] }],
    [linear({ outFeatures: 4, bias: false }), [3], { kind: 'linear', inputs: weights }],
  ])('%j on %j', (layer, input, expected) => {
    expect(operationsOf(layer, input, 'training')).toEqual([{ ...site, ...expected }]);
    expect(operationsOf(layer, input, 'inference')).toEqual([{ ...site, ...expected }]);
  });

  it('batch norm by running statistics in inference', () => {
    const running = ['input', '0.running_mean', '0.running_var'];
    expect(operationsOf(batchNorm({ eps: 0.5 }), [3], 'inference')).toEqual([{ ...site, kind: 'batchNormInference', eps: 0.5, inputs: [...running, '0.weight', '0.bias'] }]);
    expect(operationsOf(batchNorm({ affine: false }), [3], 'inference')).toEqual([{ ...site, kind: 'batchNormInference', eps: 1e-5, inputs: running }]);
  });

  it('batch norm by the batch in training, with the running statistics to follow', () => {
    const follow = (name: string, batch: string, correction: number) => ({ kind: 'movingAverage', momentum: 0.1, correction, path: '0', inputs: [`0.running_${name}`, `0:${batch}`], outputs: [`0.running_${name}:next`] });
    expect(operationsOf(batchNorm(), [3, 2, 2], 'training')).toEqual([
      { kind: 'batchNorm', path: '0', eps: 1e-5, inputs: ['input', '0.weight', '0.bias'], outputs: ['0:output', '0:mean', '0:variance'] },
      follow('mean', 'mean', 1),
      follow('var', 'variance', 8 / 7),
    ]);
  });

  it('dropout only in training, and only at a rate above 0', () => {
    const alone = (rate: number, mode: 'training' | 'inference') =>
      lower(defineModel({ name: 'alone', input: [3], layers: [dropout({ rate }), relu()] }), { batchSize: 2, mode }).operations;
    expect(alone(0.5, 'training')[0]).toEqual({ kind: 'dropout', path: '0', rate: 0.5, inputs: ['input', '0:mask'], outputs: ['0:output'] });
    for (const without of [alone(0, 'training'), alone(0.5, 'inference'), alone(0, 'inference')]) expect(without.map(({ kind }) => kind)).toEqual(['relu']);
  });

  it('flatten of what is flat is nothing', () => {
    const { operations } = lower(defineModel({ name: 'alone', input: [3], layers: [flatten(), relu()] }), { batchSize: 2, mode: 'training' });
    expect(operations.map(({ kind }) => kind)).toEqual(['relu']);
  });
});
