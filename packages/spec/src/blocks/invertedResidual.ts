import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { parallel } from '../layers/parallel.js';
import { sequential } from '../layers/sequential.js';
import { squeezeExcitation } from './squeezeExcitation.js';

export interface InvertedResidualOptions {
  readonly inChannels: number;
  readonly outChannels: number;
  /** The 1×1 convolution widens to `expansion · inChannels`; with 1 it is left out. */
  readonly expansion: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly activation: Layer;
  /** Adds squeeze-and-excitation with this many channels after the depthwise convolution. */
  readonly squeezed?: number;
}

/**
 * 1×1 expansion, depthwise k×k, 1×1 projection without activation; added to its input where the shapes agree.
 * Sandler et al. 2018, https://arxiv.org/abs/1801.04381
 */
export function invertedResidual(options: InvertedResidualOptions): Layer {
  const { inChannels, outChannels, expansion, kernelSize, stride, activation, squeezed } = options;
  const width = expansion * inChannels;
  const norm = batchNorm();
  const body = [
    ...(expansion === 1 ? [] : [conv2d({ outChannels: width, kernelSize: 1, bias: false }), norm, activation]),
    conv2d({ outChannels: width, kernelSize, stride, padding: (kernelSize - 1) / 2, groups: width, bias: false }),
    norm,
    activation,
    ...(squeezed === undefined ? [] : [squeezeExcitation({ channels: width, squeezed })]),
    conv2d({ outChannels, kernelSize: 1, bias: false }),
    norm,
  ];
  const keepsShape = stride === 1 && inChannels === outChannels;
  return keepsShape ? parallel({ branches: [body, []], merge: 'add' }) : sequential({ layers: body });
}
