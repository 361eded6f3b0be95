import type { Padding, Pair } from '@archetype/spec';
import type { Tensor } from './tensor.js';
import { explicitPadding } from './window.js';
import type { Workspace } from './workspace.js';

export interface Convolution {
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** x `[N, H, W, C]` with weight `[kH, kW, C, O]`, padded with zeros, plus a bias per output channel. */
export function convolve(workspace: Workspace, x: Tensor, weight: Tensor, { stride, padding, dilation }: Convolution, bias?: Tensor): Tensor {
  return workspace.run(
    'FusedConv2D',
    { x, filter: weight, ...(bias !== undefined && { bias }) },
    {
      strides: stride,
      pad: explicitPadding(padding),
      dilations: dilation,
      dataFormat: 'NHWC',
      dimRoundingMode: 'floor',
      activation: 'linear',
    },
  );
}
