import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface DenseBlockOptions {
  /** How many layers, each joined to its own input. */
  readonly convolutions: number;
  /** Channels that each layer adds. */
  readonly growth: number;
  /** Puts BN, ReLU and a 1×1 convolution to `bottleneck` channels before each 3×3 one, and leaves biases out, as in DenseNet-B. */
  readonly bottleneck?: number;
}

/**
 * n × concat(x, conv3×3(relu(bn(x)))): `[N, C, H, W]` → `[N, C + n·growth, H, W]`.
 * Huang et al. 2016, https://arxiv.org/abs/1608.06993
 */
export function denseBlock({ convolutions, growth, bottleneck }: DenseBlockOptions): Layer {
  const plain = [batchNorm(), relu(), conv2d({ outChannels: growth, kernelSize: 3, padding: 1 })];
  const narrow = (width: number): readonly Layer[] => [
    batchNorm(),
    relu(),
    conv2d({ outChannels: width, kernelSize: 1, bias: false }),
    batchNorm(),
    relu(),
    conv2d({ outChannels: growth, kernelSize: 3, padding: 1, bias: false }),
  ];
  const layer = bottleneck === undefined ? plain : narrow(bottleneck);
  const joined = parallel({ branches: [[], layer], merge: 'concat' });
  return sequential({ layers: Array.from({ length: convolutions }, () => joined) });
}
