import { avgPool2d } from '../layers/avgPool2d.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface TransitionOptions {
  readonly outChannels: number;
  /** @defaultValue true */
  readonly bias?: boolean;
}

/**
 * BN, ReLU, 1×1 convolution, 2×2 average pooling: `[N, C, H, W]` → `[N, outChannels, ⌊H/2⌋, ⌊W/2⌋]`.
 * Huang et al. 2016, https://arxiv.org/abs/1608.06993
 */
export function transition({ outChannels, bias = true }: TransitionOptions): Layer {
  return sequential({
    layers: [
      batchNorm(),
      relu(),
      conv2d({ outChannels, kernelSize: 1, ...(bias ? {} : { bias }) }),
      avgPool2d({ kernelSize: 2, stride: 2 }),
    ],
  });
}
