import { describe, expect, it } from 'vitest';
import { defineModel } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { stateTensors } from '../structure/stateTensors.js';
import { batchNorm } from './batchNorm.js';
import { conv2d } from './conv2d.js';
import type { Layer } from './layer.js';
import { linear } from './linear.js';
import { leafDefinitions } from './registry.js';

const stateOf = (layer: Layer, input: Shape) => stateTensors(defineModel({ name: 'alone', input, layers: [layer] }));

describe('the state of a layer', () => {
  it('of a convolution: its fans are those of one group', () => {
    const fans = { path: '0', fanIn: 2 * 3 * 5, fanOut: 4 * 3 * 5, trainable: true };
    const layer = conv2d({ outChannels: 12, kernelSize: [3, 5], groups: 3 });
    expect(stateOf(layer, [6, 9, 9])).toEqual([
      { name: '0.weight', shape: [12, 2, 3, 5], role: 'weight', ...fans },
      { name: '0.bias', shape: [12], role: 'bias', ...fans },
    ]);
    expect(stateOf({ ...layer, bias: false }, [6, 9, 9]).map(({ name }) => name)).toEqual(['0.weight']);
  });

  it('of a linear layer', () => {
    const fans = { path: '0', fanIn: 7, fanOut: 4, trainable: true };
    expect(stateOf(linear({ outFeatures: 4 }), [7])).toEqual([
      { name: '0.weight', shape: [4, 7], role: 'weight', ...fans },
      { name: '0.bias', shape: [4], role: 'bias', ...fans },
    ]);
    expect(stateOf(linear({ outFeatures: 4, bias: false }), [7])).toMatchObject([{ name: '0.weight' }]);
  });

  it.each<{ readonly input: Shape }>([{ input: [3, 2, 2] }, { input: [3] }])('of a batch norm on $input: one value for each channel or feature', ({ input }) => {
    const tensor = { path: '0', shape: [3], fanIn: 0, fanOut: 0 };
    const running = [
      { name: '0.running_mean', ...tensor, role: 'runningMean', trainable: false },
      { name: '0.running_var', ...tensor, role: 'runningVariance', trainable: false },
    ];
    expect(stateOf(batchNorm(), input)).toEqual([
      { name: '0.weight', ...tensor, role: 'normWeight', trainable: true },
      { name: '0.bias', ...tensor, role: 'normBias', trainable: true },
      ...running,
    ]);
    expect(stateOf(batchNorm({ affine: false }), input)).toEqual(running);
  });

  it('of all others: none', () => {
    const stateful = Object.entries(leafDefinitions).filter(([, { state }]) => state !== undefined);
    expect(stateful.map(([kind]) => kind)).toEqual(['conv2d', 'batchNorm', 'linear']);
  });
});
