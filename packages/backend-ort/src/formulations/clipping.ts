import { elements } from '../emit/value.js';
import type { Writer } from './writing.js';

/** √(Σ g²) over all elements of all gradients, in whatever layouts they are. */
export const globalNorm: Writer<'globalNorm'> = ({ inputs, outputs: [norm] }, { g, read, write }) => {
  const sums = inputs.map((name) => {
    const flat = g.reshape(read(name), [elements(read(name).shape)]);
    return g.reduceSum(g.multiply(flat, flat), [0]);
  });
  write(norm, g.sqrt(sums.reduce((total, sum) => g.add(total, sum))));
};

/** x · min(1, maxNorm / (norm + 1e-6)); the factor is one value to all gradients. */
export const clipByNorm: Writer<'clipByNorm'> = ({ maxNorm, inputs: [x, norm], outputs: [y] }, { g, read, write }) => {
  write(y, g.multiply(read(x), g.minimum(g.divide(g.scalar(maxNorm), g.add(read(norm), g.scalar(1e-6))), g.scalar(1))));
};
