import { fillNormal } from '@archetype/spec/random';
import type { InitializerRule } from './rule.js';

/**
 * N(0, σ²), σ = √(2 / fanIn): gain √2, that of ReLU, whatever the activation that follows.
 *
 * Source: K. He et al., "Delving deep into rectifiers", 2015, arXiv:1502.01852, equation 10.
 */
export const kaimingNormal: InitializerRule = (out, { fanIn }, stream) => {
  fillNormal(stream, out, 0, Math.sqrt(2 / fanIn));
};
