import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/** With more groups than this the pieces are too thin to be worth a product each. */
const MOST_GROUPS = 32;

/** Another formulation for each group alone, between a split and a concatenation of the channels. */
export function grouped(inner: ConvolutionFormulation): ConvolutionFormulation {
  return {
    name: `${inner.name} by group`,
    error: inner.error,
    applies: (c) => c.groups > 1 && c.groups <= MOST_GROUPS && inner.applies(oneGroup(c)),

    forward(g, c, x, weight, bias) {
      const biases = bias && pieces(g, c, bias);
      const weights = pieces(g, c, weight);
      return g.concat(pieces(g, c, x).map((part, i) => inner.forward(g, oneGroup(c), part, weights[i]!, biases?.[i])), 3);
    },

    inputGradient(g, c, dy, weight) {
      const weights = pieces(g, c, weight);
      return g.concat(pieces(g, c, dy).map((part, i) => inner.inputGradient(g, oneGroup(c), part, weights[i]!)), 3);
    },

    weightGradient(g, c, dy, x) {
      const inputs = pieces(g, c, x);
      return g.concat(pieces(g, c, dy).map((part, i) => inner.weightGradient(g, oneGroup(c), part, inputs[i]!)), 2);
    },
  };
}

const oneGroup = (c: Convolution): Convolution => ({
  ...c,
  groups: 1,
  inChannels: c.inChannels / c.groups,
  outChannels: c.outChannels / c.groups,
});

/** The innermost axis, cut into one piece a group. */
function pieces(g: Operators, c: Convolution, value: Value): readonly Value[] {
  const axis = value.shape.length - 1;
  return g.split(value, axis, new Array<number>(c.groups).fill(value.shape[axis]! / c.groups));
}
