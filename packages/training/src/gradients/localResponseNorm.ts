import type { LocalResponseNormOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** Recomputes the denominator from x: it is cheap beside keeping it. */
export const localResponseNormGradient: GradientRule<LocalResponseNormOp> = ({ path, size, alpha, beta, k, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'localResponseNormGradient', path, size, alpha, beta, k, inputs: [dy, x], outputs: [dx] }));
};
