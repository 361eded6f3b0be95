import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy where y > 0; 0 elsewhere, at x = 0 too. */
export const reluGradient: GradientRule<PlainActivationOp<'relu'>> = ({ path, inputs: [x], outputs: [y] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'reluGradient', path, inputs: [dy, y], outputs: [dx] }));
};
