import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { addTaps, tapSlice } from '../slidingWindow.js';
import type { WindowAxis } from '../slidingWindow.js';
import { transposedProduct } from '../transposedProduct.js';
import { outputRows } from './formulation.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/**
 * Columns: the input under each tap side by side, `[oH·oW·N, kH·kW·C]`, times the weight `[kH·kW·C, O]`. The columns serve the weight
 * gradient too. The input gradient is one product a tap, its results added where the tap was taken from.
 */
export const columns: ConvolutionFormulation = {
  name: 'columns',
  error: { kind: 'exact' },
  // Of one tap they are `pointwise`.
  applies: (c) => c.groups === 1 && c.kernelSize.some((side) => side > 1),

  forward(g, c, x, weight, bias) {
    const product = g.gemm(gatherColumns(g, c, x), g.reshape(weight, [columnWidth(c), c.outChannels]), { c: bias });
    return g.reshape(product, [...c.output, c.batch, c.outChannels]);
  },

  inputGradient: inputGradientByTaps,

  weightGradient(g, c, dy, x) {
    const product = transposedProduct(g, gatherColumns(g, c, x), g.reshape(dy, [outputRows(c), c.outChannels]));
    return g.reshape(product, [c.kernelSize[0] * c.kernelSize[1], c.inChannels, c.outChannels]);
  },
};

/** kH·kW·C: what one output is made of. */
export const columnWidth = (c: Convolution): number => c.kernelSize[0] * c.kernelSize[1] * c.inChannels;

/** Above this many channels plain columns move larger blocks than columns on their side, and are faster. */
export const FEW_CHANNELS = 4;

/** The two axes of the convolution's window. */
export const windowAxes = (c: Convolution): readonly [rows: WindowAxis, columns: WindowAxis] => [
  { axis: 0, kernel: c.kernelSize[0], stride: c.stride[0], dilation: c.dilation[0], outputs: c.output[0] },
  { axis: 1, kernel: c.kernelSize[1], stride: c.stride[1], dilation: c.dilation[1], outputs: c.output[1] },
];

/** `[H, W, …]` with the convolution's zeros around it. */
export function padInput(g: Operators, c: Convolution, x: Value): Value {
  const [top, left, bottom, right] = c.padding;
  const rest = x.shape.slice(2).map(() => 0);
  return g.pad(x, [top, left, ...rest], [bottom, right, ...rest]);
}

/** The input under each tap, row by row of the kernel: kH·kW values `[oH, oW, …]`. */
export function tapsOfInput(g: Operators, c: Convolution, x: Value): readonly Value[] {
  const padded = padInput(g, c, x);
  const [rows, cols] = windowAxes(c);
  return Array.from({ length: rows.kernel }, (_, i) => {
    const row = tapSlice(g, padded, rows, i);
    return Array.from({ length: cols.kernel }, (__, j) => tapSlice(g, row, cols, j));
  }).flat();
}

/** The adjoint of `tapsOfInput`: kH·kW values `[oH, oW, …]` added into `[H, W, …]`. */
export function addTapsToInput(g: Operators, c: Convolution, taps: readonly Value[]): Value {
  const [rows, cols] = windowAxes(c);
  const [top, left] = c.padding;
  const byRow = Array.from({ length: rows.kernel }, (_, i) => addTaps(g, taps.slice(i * cols.kernel, (i + 1) * cols.kernel), cols, left, c.input[1]));
  return addTaps(g, byRow, rows, top, c.input[0]);
}

function gatherColumns(g: Operators, c: Convolution, x: Value): Value {
  return g.reshape(g.concat(tapsOfInput(g, c, x), 3), [outputRows(c), columnWidth(c)]);
}

/** dx by one product with each tap's weight `[C, O]`, transposed. */
export function inputGradientByTaps(g: Operators, c: Convolution, dy: Value, weight: Value): Value {
  const rows = g.reshape(dy, [outputRows(c), c.outChannels]);
  const count = c.kernelSize[0] * c.kernelSize[1];
  const gradients = g.split(weight, 0, new Array<number>(count).fill(1)).map((tap) => {
    const product = g.gemm(rows, g.reshape(tap, [c.inChannels, c.outChannels]), { transposeB: true });
    return g.reshape(product, [...c.output, c.batch * c.inChannels]);
  });
  return g.reshape(addTapsToInput(g, c, gradients), [...c.input, c.batch, c.inChannels]);
}
