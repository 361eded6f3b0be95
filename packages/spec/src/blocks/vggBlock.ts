import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface VggBlockOptions {
  /** How many 3×3 convolutions, each followed by ReLU. */
  readonly convolutions: number;
  readonly outChannels: number;
}

/**
 * n × (3×3 convolution with padding 1, ReLU), then 2×2 max pooling: `[N, C, H, W]` → `[N, outChannels, ⌊H/2⌋, ⌊W/2⌋]`.
 * Simonyan and Zisserman 2014, https://arxiv.org/abs/1409.1556
 */
export function vggBlock({ convolutions, outChannels }: VggBlockOptions): Layer {
  const pairs = Array.from({ length: convolutions }, () => [conv2d({ outChannels, kernelSize: 3, padding: 1 }), relu()]);
  return sequential({ layers: [...pairs.flat(), maxPool2d({ kernelSize: 2, stride: 2 })] });
}
