import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface BottleneckOptions {
  /** Channels of the two narrow convolutions. */
  readonly width: number;
  /** Channels that leave the block. @defaultValue 4·width */
  readonly outChannels?: number;
  /** Of the first 1×1 convolution, as in the paper, and of the shortcut. @defaultValue 1 */
  readonly stride?: number;
  /** `projection` puts a 1×1 convolution with batch norm on the shortcut. @defaultValue 'identity' */
  readonly shortcut?: 'identity' | 'projection';
}

/**
 * relu(F(x) + shortcut(x)) with F = 1×1, 3×3 and 1×1 convolutions, each with batch norm and none with a bias.
 * He et al. 2015, figure 5, https://arxiv.org/abs/1512.03385
 */
export function bottleneck(options: BottleneckOptions): Layer {
  const { width, outChannels = 4 * width, stride = 1, shortcut = 'identity' } = options;
  const strided = stride > 1 ? { stride } : {};
  const body = [
    conv2d({ outChannels: width, kernelSize: 1, ...strided, bias: false }),
    batchNorm(),
    relu(),
    conv2d({ outChannels: width, kernelSize: 3, padding: 1, bias: false }),
    batchNorm(),
    relu(),
    conv2d({ outChannels, kernelSize: 1, bias: false }),
    batchNorm(),
  ];
  const projection = [conv2d({ outChannels, kernelSize: 1, ...strided, bias: false }), batchNorm()];
  const beside = shortcut === 'projection' ? projection : [];
  return sequential({ layers: [parallel({ branches: [body, beside], merge: 'add' }), relu()] });
}
