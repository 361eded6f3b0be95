import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = 0 for x ≤ −3, dy for x ≥ 3, dy·(2x + 3)/6 between. */
export const hardSwishGradient: GradientRule<PlainActivationOp<'hardSwish'>> = ({ path, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'hardSwishGradient', path, inputs: [dy, x], outputs: [dx] }));
};
