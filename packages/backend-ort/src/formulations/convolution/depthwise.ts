import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { pixelRows, repeatOverBatch, sumOverPixelsAndBatch } from '../channelVectors.js';
import { addTapsToInput, tapsOfInput } from './columns.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/** One filter a channel: each tap is a product with a row of channel constants, and the taps are added. */
export const depthwise: ConvolutionFormulation = {
  name: 'depthwise',
  error: { kind: 'exact' },
  applies: (c) => c.groups === c.inChannels && c.groups === c.outChannels,

  forward(g, c, x, weight, bias) {
    const weights = tapRows(g, c, weight);
    const start = bias ? [repeatOverBatch(g, bias, c.batch)] : [];
    const products = tapsOfInput(g, c, block(g, x)).map((tap, t) => g.multiply(rowsOf(g, c, tap), weights[t]!));
    return g.reshape([...products, ...start].reduce((sum, part) => g.add(sum, part)), [...c.output, c.batch, c.outChannels]);
  },

  inputGradient(g, c, dy, weight) {
    const rows = pixelRows(g, dy);
    const gradients = tapRows(g, c, weight).map((tap) => g.reshape(g.multiply(rows, tap), [...c.output, c.batch * c.inChannels]));
    return g.reshape(addTapsToInput(g, c, gradients), [...c.input, c.batch, c.inChannels]);
  },

  weightGradient(g, c, dy, x) {
    const rows = pixelRows(g, dy);
    const sums = tapsOfInput(g, c, block(g, x)).map((tap) => sumOverPixelsAndBatch(g, g.multiply(rowsOf(g, c, tap), rows), c.inChannels));
    return g.reshape(g.concat(sums, 0), [c.kernelSize[0] * c.kernelSize[1], 1, c.outChannels]);
  },
};

/** `[H, W, N·C]`. */
const block = (g: Operators, x: Value): Value => g.reshape(x, [x.shape[0]!, x.shape[1]!, x.shape[2]! * x.shape[3]!]);

const rowsOf = (g: Operators, c: Convolution, tap: Value): Value => g.reshape(tap, [c.output[0] * c.output[1], c.batch * c.inChannels]);

/** The weight of each tap, `[1, N·C]`. */
const tapRows = (g: Operators, c: Convolution, weight: Value): readonly Value[] =>
  g.split(weight, 0, new Array<number>(c.kernelSize[0] * c.kernelSize[1]).fill(1)).map((tap) => repeatOverBatch(g, g.reshape(tap, [c.outChannels]), c.batch));
