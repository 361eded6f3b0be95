import { fillUniform } from '@archetype/spec/random';
import type { InitializerRule } from './rule.js';

/**
 * U(−a, a), a = √(6 / fanIn): gain √2, that of ReLU, whatever the activation that follows.
 *
 * Source: K. He et al., "Delving deep into rectifiers", 2015, arXiv:1502.01852, equation 10.
 */
export const kaimingUniform: InitializerRule = (out, { fanIn }, stream) => {
  const bound = Math.sqrt(6 / fanIn);
  fillUniform(stream, out, -bound, bound);
};
