import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy·(1 − y²). */
export const tanhGradient: GradientRule<PlainActivationOp<'tanh'>> = ({ path, inputs: [x], outputs: [y] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'tanhGradient', path, inputs: [dy, y], outputs: [dx] }));
};
