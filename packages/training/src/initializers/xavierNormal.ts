import { fillNormal } from '@archetype/spec/random';
import type { InitializerRule } from './rule.js';

/**
 * N(0, σ²), σ = √(2 / (fanIn + fanOut)).
 *
 * Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010, equation 12.
 */
export const xavierNormal: InitializerRule = (out, { fanIn, fanOut }, stream) => {
  fillNormal(stream, out, 0, Math.sqrt(2 / (fanIn + fanOut)));
};
