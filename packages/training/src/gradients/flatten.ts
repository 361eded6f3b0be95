import type { FlattenOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** The gradient in the input's shape. */
export const flattenGradient: GradientRule<FlattenOp> = ({ path, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'unflatten', path, inputs: [dy], outputs: [dx] }));
};
