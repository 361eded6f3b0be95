import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { transposedProduct } from '../transposedProduct.js';
import { addTapsToInput, tapsOfInput } from './columns.js';
import { outputRows } from './formulation.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/** A 1×1 convolution: one matrix product over all pixels, after leaving out those that the stride skips. */
export const pointwise: ConvolutionFormulation = {
  name: 'pointwise',
  error: { kind: 'exact' },
  applies: (c) => c.groups === 1 && c.kernelSize.every((side) => side === 1),

  forward(g, c, x, weight, bias) {
    const product = g.gemm(pixels(g, c, x), g.reshape(weight, [c.inChannels, c.outChannels]), { c: bias });
    return g.reshape(product, [...c.output, c.batch, c.outChannels]);
  },

  inputGradient(g, c, dy, weight) {
    const rows = g.reshape(dy, [outputRows(c), c.outChannels]);
    const product = g.gemm(rows, g.reshape(weight, [c.inChannels, c.outChannels]), { transposeB: true });
    const gradient = addTapsToInput(g, c, [g.reshape(product, [...c.output, c.batch * c.inChannels])]);
    return g.reshape(gradient, [...c.input, c.batch, c.inChannels]);
  },

  weightGradient(g, c, dy, x) {
    const product = transposedProduct(g, pixels(g, c, x), g.reshape(dy, [outputRows(c), c.outChannels]));
    return g.reshape(product, [1, c.inChannels, c.outChannels]);
  },
};

function pixels(g: Operators, c: Convolution, x: Value): Value {
  const [taken] = tapsOfInput(g, c, g.reshape(x, [...c.input, c.batch * c.inChannels]));
  return g.reshape(taken!, [outputRows(c), c.inChannels]);
}
