import type { SoftmaxCrossEntropyOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** The loss is where gradients begin, dLoss/dLoss = 1; so no dy is read. */
export const softmaxCrossEntropyGradient: GradientRule<SoftmaxCrossEntropyOp> = ({ path, reduction, labelSmoothing, inputs: [logits, labels] }, _one, context) => {
  if (!context.wants(logits)) return;
  context.contribute(logits, (dLogits) => ({
    kind: 'softmaxCrossEntropyGradient',
    path,
    reduction,
    labelSmoothing,
    inputs: [logits, labels],
    outputs: [dLogits],
  }));
};
