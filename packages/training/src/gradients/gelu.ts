import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy·(Φ(x) + x·φ(x)), Φ and φ the distribution and density of the standard normal. */
export const geluGradient: GradientRule<PlainActivationOp<'gelu'>> = ({ path, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'geluGradient', path, inputs: [dy, x], outputs: [dx] }));
};
