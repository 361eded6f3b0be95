import type { AdaptiveAvgPool2dOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** Each window's gradient, divided by its area, goes to all of its positions; windows may overlap. */
export const adaptiveAvgPool2dGradient: GradientRule<AdaptiveAvgPool2dOp> = ({ path, rowWindows, columnWindows, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'adaptiveAvgPool2dGradient', path, rowWindows, columnWindows, inputs: [dy], outputs: [dx] }));
};
