import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sigmoid } from '../layers/sigmoid.js';
import { defineModel, type ModelSpec } from '../model.js';

// LeCun et al. 1998, https://doi.org/10.1109/5.726791, as the d2l book has it: max pooling, and no padding on 28×28 images.

function lenetWith(name: string, activation: readonly Layer[]): ModelSpec {
  const pool = maxPool2d({ kernelSize: 2, stride: 2 });
  return defineModel({
    name,
    input: [1, 28, 28],
    layers: [
      conv2d({ outChannels: 6, kernelSize: 5 }),
      ...activation,
      pool,
      conv2d({ outChannels: 16, kernelSize: 5 }),
      ...activation,
      pool,
      flatten(),
      linear({ outFeatures: 120 }),
      ...activation,
      linear({ outFeatures: 84 }),
      ...activation,
      linear({ outFeatures: 10 }),
    ],
  });
}

export const lenet = lenetWith('lenet', [sigmoid()]);

export const lenetRelu = lenetWith('lenet-relu', [relu()]);

/** Batch norm before each sigmoid. */
export const lenetBn = lenetWith('lenet-bn', [batchNorm(), sigmoid()]);
