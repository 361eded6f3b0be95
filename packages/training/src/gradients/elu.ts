import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy where y > 0, dy·(y + 1) elsewhere. */
export const eluGradient: GradientRule<PlainActivationOp<'elu'>> = ({ path, inputs: [x], outputs: [y] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'eluGradient', path, inputs: [dy, y], outputs: [dx] }));
};
