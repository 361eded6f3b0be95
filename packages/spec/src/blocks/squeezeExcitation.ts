import { conv2d } from '../layers/conv2d.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { parallel } from '../layers/parallel.js';
import { sigmoid } from '../layers/sigmoid.js';
import { silu } from '../layers/silu.js';

export interface SqueezeExcitationOptions {
  readonly channels: number;
  /** Channels between the two 1×1 convolutions. */
  readonly squeezed: number;
}

/**
 * x · sigmoid(conv1×1(silu(conv1×1(mean of x over height and width)))), a weight for each channel of each image.
 * Hu et al. 2017, https://arxiv.org/abs/1709.01507, with the SiLU of EfficientNet.
 */
export function squeezeExcitation({ channels, squeezed }: SqueezeExcitationOptions): Layer {
  const weights = [
    globalAvgPool2d(),
    conv2d({ outChannels: squeezed, kernelSize: 1 }),
    silu(),
    conv2d({ outChannels: channels, kernelSize: 1 }),
    sigmoid(),
  ];
  return parallel({ branches: [[], weights], merge: 'multiply' });
}
