import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy·σ(x). */
export const softplusGradient: GradientRule<PlainActivationOp<'softplus'>> = ({ path, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'softplusGradient', path, inputs: [dy, x], outputs: [dx] }));
};
