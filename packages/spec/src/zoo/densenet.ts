import { denseBlock } from '../blocks/denseBlock.js';
import { transition } from '../blocks/transition.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel, type ModelSpec } from '../model.js';

// Huang et al. 2016, table 1, https://arxiv.org/abs/1608.06993

const growth = 32;
const stemChannels = 64;

interface DenseNetOptions {
  readonly name: string;
  readonly input: readonly [channels: number, height: number, width: number];
  /** Layers of each dense block. */
  readonly depth: readonly number[];
  /** The paper's DenseNet-BC: a 1×1 convolution to 4·growth channels in each layer, and no biases. */
  readonly bottleneck: boolean;
}

function densenetWith({ name, input, depth, bottleneck }: DenseNetOptions): ModelSpec {
  const bias = bottleneck ? { bias: false } : {};
  const stem = [
    conv2d({ outChannels: stemChannels, kernelSize: 7, stride: 2, padding: 3, ...bias }),
    batchNorm(),
    relu(),
    maxPool2d({ kernelSize: 3, stride: 2, padding: 1 }),
  ];
  const layers: Layer[] = [sequential({ name: 'stem', layers: stem })];
  let channels = stemChannels;
  depth.forEach((convolutions, i) => {
    layers.push(denseBlock({ convolutions, growth, ...(bottleneck && { bottleneck: 4 * growth }) }));
    channels += convolutions * growth;
    if (i < depth.length - 1) {
      channels /= 2;
      layers.push(transition({ outChannels: channels, bias: !bottleneck }));
    }
  });
  layers.push(batchNorm(), relu(), globalAvgPool2d(), flatten(), linear({ outFeatures: 10, name: 'head' }));
  return defineModel({ name, input, layers });
}

/** Four dense blocks of four plain layers. */
export const densenet = densenetWith({ name: 'densenet', input: [1, 96, 96], depth: [4, 4, 4, 4], bottleneck: false });

export const densenet121 = densenetWith({ name: 'densenet121', input: [1, 224, 224], depth: [6, 12, 24, 16], bottleneck: true });
export const densenet169 = densenetWith({ name: 'densenet169', input: [1, 224, 224], depth: [6, 12, 32, 32], bottleneck: true });
export const densenet201 = densenetWith({ name: 'densenet201', input: [1, 224, 224], depth: [6, 12, 48, 32], bottleneck: true });
