import { conv2d } from '../layers/conv2d.js';
import type { Layer } from '../layers/layer.js';
import { parallel } from '../layers/parallel.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface FireOptions {
  /** Channels of the 1×1 convolution that comes first. */
  readonly squeeze: number;
  /** Channels of each of the two branches, 1×1 and 3×3. */
  readonly expand: number;
}

/**
 * 1×1 squeeze, then 1×1 and 3×3 side by side: `[N, C, H, W]` → `[N, 2·expand, H, W]`.
 * Iandola et al. 2016, https://arxiv.org/abs/1602.07360
 */
export function fire({ squeeze, expand }: FireOptions): Layer {
  const expanded = parallel({
    branches: [
      [conv2d({ outChannels: expand, kernelSize: 1 }), relu()],
      [conv2d({ outChannels: expand, kernelSize: 3, padding: 1 }), relu()],
    ],
    merge: 'concat',
  });
  return sequential({ layers: [conv2d({ outChannels: squeeze, kernelSize: 1 }), relu(), expanded] });
}
