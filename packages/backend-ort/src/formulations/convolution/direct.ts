import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/**
 * The runtime's own Conv, in NCHW between two transposes, for any convolution. The input gradient is ConvTranspose; the weight gradient is a Conv that
 * takes the channels for the batch and the batch for the channels, with stride and dilation exchanged. Without stride and groups the input gradient is a Conv too, with the
 * taps in reverse: it takes half as long as ConvTranspose.
 */
export const direct: ConvolutionFormulation = {
  name: 'direct',
  error: { kind: 'exact' },
  applies: () => true,

  forward(g, c, x, weight, bias) {
    const y = g.conv(batchFirst(g, x), outputChannelsFirst(g, c, weight), bias, {
      ...attributes(c),
      output: [c.batch, c.outChannels, ...c.output],
    });
    return g.transpose(y, [2, 3, 0, 1]);
  },

  inputGradient(g, c, dy, weight) {
    const pads = paddingOfAdjoint(c);
    if (c.groups === 1 && c.stride.every((step) => step === 1) && pads.every((side) => side >= 0)) {
      const reversed = g.gather(weight, 0, [...new Array<number>(weight.shape[0]!).keys()].toReversed());
      const swapped = g.reshape(g.transpose(reversed, [1, 2, 0]), [c.inChannels, c.outChannels, ...c.kernelSize]);
      const dx = g.conv(batchFirst(g, dy), swapped, undefined, { strides: [1, 1], pads, dilations: c.dilation, group: 1, output: [c.batch, c.inChannels, ...c.input] });
      return g.transpose(dx, [2, 3, 0, 1]);
    }
    const outputPadding = ([0, 1] as const).map((side) => {
      const reached = (c.output[side] - 1) * c.stride[side] + (c.kernelSize[side] - 1) * c.dilation[side] + 1;
      return c.input[side] + c.padding[side] + c.padding[side + 2]! - reached;
    });
    const dx = g.convTranspose(batchFirst(g, dy), outputChannelsFirst(g, c, weight), {
      ...attributes(c),
      outputPadding,
      output: [c.batch, c.inChannels, ...c.input],
    });
    return g.transpose(dx, [2, 3, 0, 1]);
  },

  weightGradient(g, c, dy, x) {
    const perGroup = c.inChannels / c.groups;
    const [height, width] = c.input;
    // [H, W, N, groups, C/groups] → [C/groups, groups·N, H, W], and dy → [O, N, oH, oW].
    const image = g.transpose(g.reshape(x, [height, width, c.batch, c.groups, perGroup]), [4, 3, 2, 0, 1]);
    const kernel = g.transpose(dy, [3, 2, 0, 1]);
    const found = ([0, 1] as const).map((side) => {
      const span = c.input[side] + c.padding[side] + c.padding[side + 2]! - (c.output[side] - 1) * c.stride[side] - 1;
      return Math.floor(span / c.dilation[side]) + 1;
    });
    const gradient = g.conv(g.reshape(image, [perGroup, c.groups * c.batch, height, width]), kernel, undefined, {
      strides: c.dilation,
      dilations: c.stride,
      pads: c.padding,
      group: c.groups,
      output: [perGroup, c.outChannels, ...found],
    });
    // Rows that no window of the forward pass reaches make it find more taps than there are.
    const cut = g.slice(g.slice(gradient, 2, 0, c.kernelSize[0]), 3, 0, c.kernelSize[1]);
    return g.reshape(g.transpose(cut, [2, 3, 0, 1]), [c.kernelSize[0] * c.kernelSize[1], perGroup, c.outChannels]);
  },
};

const attributes = ({ stride, padding, dilation, groups }: Convolution) => ({ strides: stride, pads: padding, dilations: dilation, group: groups });

/** Of dy, so that every input pixel meets each tap once: top, left, bottom, right. */
const paddingOfAdjoint = (c: Convolution): readonly number[] => {
  const before = ([0, 1] as const).map((side) => (c.kernelSize[side] - 1) * c.dilation[side] - c.padding[side]);
  return [...before, ...([0, 1] as const).map((side) => c.input[side] + c.padding[side] - c.output[side])];
};

/** `[H, W, N, C]` → `[N, C, H, W]`. */
const batchFirst = (g: Operators, x: Value): Value => g.transpose(x, [2, 3, 0, 1]);

/** `[kH·kW, I, O]` → `[O, I, kH, kW]`. */
function outputChannelsFirst(g: Operators, c: Convolution, weight: Value): Value {
  const [, perGroup, outChannels] = weight.shape as readonly [number, number, number];
  return g.reshape(g.transpose(weight, [2, 1, 0]), [outChannels, perGroup, ...c.kernelSize]);
}
