import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';

export interface InceptionOptions {
  /** Channels of the 1×1 branch. */
  readonly pointwise: number;
  /** Channels of the 1×1 reduction and of the 3×3 convolution. */
  readonly three: readonly [reduce: number, out: number];
  /** Channels of the 1×1 reduction and of the 5×5 convolution. */
  readonly five: readonly [reduce: number, out: number];
  /** Channels of the 1×1 convolution after 3×3 max pooling. */
  readonly pool: number;
}

/**
 * Four branches side by side, joined on channels: `pointwise + three[1] + five[1] + pool` of them, height and width kept.
 * Szegedy et al. 2014, https://arxiv.org/abs/1409.4842
 */
export function inception({ pointwise, three, five, pool }: InceptionOptions): Layer {
  const convolution = (outChannels: number, kernelSize: number): readonly Layer[] => [
    conv2d({ outChannels, kernelSize, ...(kernelSize > 1 && { padding: (kernelSize - 1) / 2 }) }),
    relu(),
  ];
  return parallel({
    branches: [
      convolution(pointwise, 1),
      [...convolution(three[0], 1), ...convolution(three[1], 3)],
      [...convolution(five[0], 1), ...convolution(five[1], 5)],
      [maxPool2d({ kernelSize: 3, stride: 1, padding: 1 }), ...convolution(pool, 1)],
    ],
    merge: 'concat',
  });
}
