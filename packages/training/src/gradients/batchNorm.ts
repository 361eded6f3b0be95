import type { BatchNormOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/**
 * Through the batch's mean and variance too. One operation gives all three gradients, because they share two sums; so where
 * only weight and bias lead anywhere (batch normalisation straight after the pixels), dx comes along unread.
 */
export const batchNormGradient: GradientRule<BatchNormOp> = ({ path, eps, inputs, outputs: [, mean, variance] }, dy, context) => {
  if (inputs.length === 1) {
    const [x] = inputs;
    if (!context.wants(x)) return;
    context.contribute(x, (dx) => ({ kind: 'batchNormGradient', path, eps, inputs: [dy, x, mean, variance], outputs: [dx] }));
    return;
  }
  const [x, weight, bias] = inputs;
  if (!context.wants(x) && !context.wants(weight) && !context.wants(bias)) return;
  context.contributeTogether([x, weight, bias], ([dx, dWeight, dBias]) => ({
    kind: 'batchNormGradient',
    path,
    eps,
    inputs: [dy, x, mean, variance, weight],
    outputs: [dx, dWeight, dBias],
  }));
};
