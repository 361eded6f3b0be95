import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { direct } from './direct.js';
import { stackedColumns } from './stackedColumns.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/**
 * The runtime's own convolutions, but for the weight gradient: there they have a kernel as large as the image, for which they are not made. Instead the columns
 * of each image, `[N, kH·kW·C, oH·oW]`, are multiplied with its dy, and the products are added. For few channels on large images.
 */
export const directWithColumns: ConvolutionFormulation = {
  ...direct,
  name: 'direct, weights by columns',
  applies: (c) => c.groups === 1,

  weightGradient(g, c, dy, x) {
    const pixels = c.output[0] * c.output[1];
    const taps = c.kernelSize[0] * c.kernelSize[1];
    const images = g.reshape(g.transpose(dy, [2, 3, 0, 1]), [c.batch, c.outChannels, pixels]);
    const products = g.matMulTransposedB(imageColumns(g, c, x), images);
    const sum = g.matMul(g.filled([1, c.batch], 1), g.reshape(products, [c.batch, taps * c.inChannels * c.outChannels]));
    return g.reshape(sum, [taps, c.inChannels, c.outChannels]);
  },
};

/** The same with stacked columns, for the very few channels of a first layer. */
export const directWithStackedColumns: ConvolutionFormulation = {
  ...direct,
  name: 'direct, weights by stacked columns',
  applies: stackedColumns.applies,
  weightGradient: stackedColumns.weightGradient,
};

/** `[N, kH·kW·C, oH·oW]`. */
function imageColumns(g: Operators, c: Convolution, x: Value): Value {
  const [top, left, bottom, right] = c.padding;
  const padded = g.pad(g.transpose(x, [2, 3, 0, 1]), [0, 0, top, left], [0, 0, bottom, right]);
  const tap = (value: Value, axis: 2 | 3, index: number): Value => {
    const [stride, outputs] = [c.stride[axis - 2]!, c.output[axis - 2]!];
    const start = index * c.dilation[axis - 2]!;
    return g.slice(value, axis, start, start + (outputs - 1) * stride + 1, stride);
  };
  const [kernelHeight, kernelWidth] = c.kernelSize;
  const taps = Array.from({ length: kernelHeight }, (_, i) => {
    const row = tap(padded, 2, i);
    return Array.from({ length: kernelWidth }, (__, j) => g.reshape(tap(row, 3, j), [c.batch, 1, c.inChannels * c.output[0] * c.output[1]]));
  }).flat();
  return g.reshape(g.concat(taps, 1), [c.batch, kernelHeight * kernelWidth * c.inChannels, c.output[0] * c.output[1]]);
}
