import type { Conv2dOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** The adjoints of y = bias + x ⋆ weight in each operand, over the same windows. */
export const conv2dGradient: GradientRule<Conv2dOp> = ({ path, groups, kernelSize, stride, padding, dilation, inputs }, dy, context) => {
  const [x, weight, bias] = inputs;
  const attributes = { path, groups, kernelSize, stride, padding, dilation };
  if (bias !== undefined && context.wants(bias)) {
    context.contribute(bias, (dBias) => ({ kind: 'biasGradient', path, inputs: [dy], outputs: [dBias] }));
  }
  if (context.wants(weight)) {
    context.contribute(weight, (dWeight) => ({ kind: 'conv2dWeightGradient', ...attributes, inputs: [dy, x], outputs: [dWeight] }));
  }
  if (context.wants(x)) {
    context.contribute(x, (dx) => ({ kind: 'conv2dInputGradient', ...attributes, inputs: [dy, weight], outputs: [dx] }));
  }
};
