import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface ResidualOptions {
  readonly outChannels: number;
  /** Of the first convolution and of the shortcut. @defaultValue 1 */
  readonly stride?: number;
  /** `projection` puts a 1×1 convolution, without batch norm, on the shortcut. @defaultValue 'identity' */
  readonly shortcut?: 'identity' | 'projection';
}

/**
 * relu(F(x) + shortcut(x)) with F two 3×3 convolutions with batch norm: `[N, C, H, W]` → `[N, outChannels, ⌈H/stride⌉, ⌈W/stride⌉]`.
 * He et al. 2015, https://arxiv.org/abs/1512.03385
 */
export function residual({ outChannels, stride = 1, shortcut = 'identity' }: ResidualOptions): Layer {
  const strided = stride > 1 ? { stride } : {};
  const body = [
    conv2d({ outChannels, kernelSize: 3, ...strided, padding: 1 }),
    batchNorm(),
    relu(),
    conv2d({ outChannels, kernelSize: 3, padding: 1 }),
    batchNorm(),
  ];
  const beside = shortcut === 'projection' ? [conv2d({ outChannels, kernelSize: 1, ...strided })] : [];
  return sequential({ layers: [parallel({ branches: [body, beside], merge: 'add' }), relu()] });
}
