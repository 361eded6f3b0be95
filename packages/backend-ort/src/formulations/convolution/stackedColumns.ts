import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { columnWidth, FEW_CHANNELS, inputGradientByTaps, tapsOfInput } from './columns.js';
import { outputRows } from './formulation.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/**
 * Columns on their side, `[kH·kW·C, oH·oW·N]`: for first layers, whose one to three channels would make the plain columns a
 * gather of single numbers. Each tap is a block of oH·oW·N numbers, and both products take the columns as they lie.
 */
export const stackedColumns: ConvolutionFormulation = {
  name: 'stacked columns',
  error: { kind: 'exact' },
  applies: (c) => c.groups === 1 && c.inChannels <= FEW_CHANNELS,

  forward(g, c, x, weight, bias) {
    const product = g.gemm(stack(g, c, x), g.reshape(weight, [columnWidth(c), c.outChannels]), { c: bias, transposeA: true });
    return g.reshape(product, [...c.output, c.batch, c.outChannels]);
  },

  inputGradient: inputGradientByTaps,

  weightGradient(g, c, dy, x) {
    const product = g.gemm(stack(g, c, x), g.reshape(dy, [outputRows(c), c.outChannels]));
    return g.reshape(product, [c.kernelSize[0] * c.kernelSize[1], c.inChannels, c.outChannels]);
  },
};

function stack(g: Operators, c: Convolution, x: Value): Value {
  // [H, W, N, C] → [H, W, C, N], so that a tap's slice is C rows of N; the rows of all pixels are gathered by channel at the end.
  const taps = tapsOfInput(g, c, g.transpose(x, [0, 1, 3, 2]));
  const byChannel = taps.map((tap) => g.reshape(g.transpose(tap, [2, 0, 1, 3]), [c.inChannels, outputRows(c)]));
  return g.concat(byChannel, 0);
}
