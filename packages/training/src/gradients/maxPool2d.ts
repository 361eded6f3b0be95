import type { MaxPool2dOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** Each window's gradient goes to its first maximum; reads x and y, so that no backend need keep indices. */
export const maxPool2dGradient: GradientRule<MaxPool2dOp> = ({ path, kernelSize, stride, padding, dilation, inputs: [x], outputs: [y] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'maxPool2dGradient', path, kernelSize, stride, padding, dilation, inputs: [dy, x, y], outputs: [dx] }));
};
