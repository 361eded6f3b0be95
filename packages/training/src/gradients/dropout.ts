import type { DropoutOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy·mask/(1 − rate): a diagonal map is its own adjoint, so this is dropout again, by the same mask. */
export const dropoutGradient: GradientRule<DropoutOp> = ({ path, rate, inputs: [x, mask] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'dropout', path, rate, inputs: [dy, mask], outputs: [dx] }));
};
