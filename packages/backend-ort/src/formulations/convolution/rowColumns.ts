import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { columnWidth, FEW_CHANNELS, inputGradientByTaps } from './columns.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/**
 * Columns on their side, a matrix for each row of the output, `[oH, kH·kW·C + 1, oW·N]`: for first layers, whose one to three channels would make the
 * plain columns a gather of single numbers. One gather of rows of N makes them; a row of ones at their end takes the bias into the product; and
 * the weight gradient, a product whose result is tiny, is shared among the threads by rows of the output.
 */
export const rowColumns: ConvolutionFormulation = {
  name: 'columns by row',
  error: { kind: 'exact' },
  applies: (c) => c.groups === 1 && c.inChannels <= FEW_CHANNELS,

  forward(g, c, x, weight, bias) {
    const flat = g.reshape(weight, [columnWidth(c), c.outChannels]);
    const last = bias ? g.reshape(bias, [1, c.outChannels]) : g.filled([1, c.outChannels], 0);
    return g.reshape(g.matMulTransposedA(gatherColumns(g, c, x), g.concat([flat, last], 0)), [...c.output, c.batch, c.outChannels]);
  },

  inputGradient: inputGradientByTaps,

  weightGradient(g, c, dy, x) {
    const [height, width] = c.output;
    const products = g.matMul(gatherColumns(g, c, x), g.reshape(dy, [height, width * c.batch, c.outChannels]));
    const perRow = (columnWidth(c) + 1) * c.outChannels;
    const sum = g.matMul(g.filled([1, height], 1), g.reshape(products, [height, perRow]));
    const weights = g.slice(g.reshape(sum, [columnWidth(c) + 1, c.outChannels]), 0, 0, columnWidth(c));
    return g.reshape(weights, [c.kernelSize[0] * c.kernelSize[1], c.inChannels, c.outChannels]);
  },
};

/** Rows of N, by pixel and channel, and behind them one of ones and one of zeros; columns are rows picked out of these. */
function gatherColumns(g: Operators, c: Convolution, x: Value): Value {
  const [height, width] = c.input;
  const count = height * width * c.inChannels;
  const rows = g.reshape(g.transpose(x, [0, 1, 3, 2]), [count, c.batch]);
  const constants = g.floats('a row of ones, a row of zeros', [2, c.batch], () => new Float32Array(2 * c.batch).fill(1, 0, c.batch));
  const shape = [c.output[0], columnWidth(c) + 1, c.output[1] * c.batch];
  const { input, inChannels, output, kernelSize, stride, padding, dilation } = c;
  const key = `columns by row ${JSON.stringify([input, inChannels, output, kernelSize, stride, padding, dilation])}`;
  const picked = g.pickRows(g.concat([rows, constants], 0), key, shape[0]! * shape[1]! * c.output[1], () => rowsPicked(c, count, count + 1));
  return g.reshape(picked, shape);
}

/** For each row of the output and each tap and channel, those of its pixels; `ones` and `zeros` are the numbers of the constant rows. */
function rowsPicked(c: Convolution, ones: number, zeros: number): Int32Array {
  const [height, width] = c.input;
  const picked = new Int32Array(c.output[0] * (columnWidth(c) + 1) * c.output[1]).fill(ones);
  let next = 0;
  for (let row = 0; row < c.output[0]; row++) {
    for (let i = 0; i < c.kernelSize[0]; i++)
      for (let j = 0; j < c.kernelSize[1]; j++)
        for (let channel = 0; channel < c.inChannels; channel++)
          for (let column = 0; column < c.output[1]; column++) {
            const y = row * c.stride[0] + i * c.dilation[0] - c.padding[0];
            const x = column * c.stride[1] + j * c.dilation[1] - c.padding[1];
            picked[next++] = y >= 0 && y < height && x >= 0 && x < width ? (y * width + x) * c.inChannels + channel : zeros;
          }
    next += c.output[1];
  }
  return picked;
}
