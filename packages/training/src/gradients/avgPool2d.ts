import type { AvgPool2dOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** Each window's gradient, divided by its count, goes to all of its positions. */
export const avgPool2dGradient: GradientRule<AvgPool2dOp> = (operation, dy, context) => {
  const [x] = operation.inputs;
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ ...operation, kind: 'avgPool2dGradient', inputs: [dy], outputs: [dx] }));
};
