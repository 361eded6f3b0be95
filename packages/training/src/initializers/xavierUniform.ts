import { fillUniform } from '@archetype/spec/random';
import type { InitializerRule } from './rule.js';

/**
 * U(−a, a), a = √(6 / (fanIn + fanOut)).
 *
 * Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, equation 16.
 */
export const xavierUniform: InitializerRule = (out, { fanIn, fanOut }, stream) => {
  const bound = Math.sqrt(6 / (fanIn + fanOut));
  fillUniform(stream, out, -bound, bound);
};
