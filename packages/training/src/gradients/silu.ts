import type { PlainActivationOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx = dy·σ(x)·(1 + x·(1 − σ(x))). */
export const siluGradient: GradientRule<PlainActivationOp<'silu'>> = ({ path, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'siluGradient', path, inputs: [dy, x], outputs: [dx] }));
};
