import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy·y·(1 − y). */
export const sigmoidGradient: GradientRule<PlainActivationOp<'sigmoid'>> = ({ path, inputs: [x], outputs: [y] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'sigmoidGradient', path, inputs: [dy, y], outputs: [dx] }));
};
