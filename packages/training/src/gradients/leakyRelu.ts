import type { LeakyReluOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy where x > 0, negativeSlope·dy elsewhere. In x, not y: a negative slope may be below zero. */
export const leakyReluGradient: GradientRule<LeakyReluOp> = ({ path, negativeSlope, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'leakyReluGradient', path, negativeSlope, inputs: [dy, x], outputs: [dx] }));
};
