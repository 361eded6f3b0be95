import { oneOf } from '../fields/choice.js';
import { either } from '../fields/either.js';
import { optional, type Complete, type FieldsOf } from '../fields/field.js';
import { properFraction } from '../fields/number.js';
import { variant } from '../fields/record.js';
import type { LossOptions } from '../lowering/lower.js';

/**
 * The cross-entropy of softmax(logits) with q = (1 − labelSmoothing)·oneHot + labelSmoothing / classes, as PyTorch has it:
 * https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 */
export interface SoftmaxCrossEntropyLoss {
  readonly kind: 'softmaxCrossEntropy';
  /** How much of the wanted probability is spread over all classes, in [0, 1). Szegedy et al. 2015, https://arxiv.org/abs/1512.00567 @defaultValue 0 */
  readonly labelSmoothing?: number;
  /** Over the images of a batch. With `sum`, gradients grow with the batch. What is reported is the mean of an image either way. @defaultValue 'mean' */
  readonly reduction?: 'mean' | 'sum';
}

/** The name alone takes every default. */
export type Loss = SoftmaxCrossEntropyLoss['kind'] | SoftmaxCrossEntropyLoss;
/** A loss with every default filled in. */
export type CompleteLoss = SoftmaxCrossEntropyLoss['kind'] | Complete<SoftmaxCrossEntropyLoss>;

const softmaxCrossEntropy: FieldsOf<SoftmaxCrossEntropyLoss, 'kind'> = {
  labelSmoothing: optional(properFraction, 0),
  reduction: optional(oneOf(['mean', 'sum']), 'mean'),
};

export const loss = either(
  oneOf(['softmaxCrossEntropy']),
  variant<SoftmaxCrossEntropyLoss>('{ "kind": "softmaxCrossEntropy", "labelSmoothing": … }', { softmaxCrossEntropy }),
);

/** The loss as graphs are lowered with it. */
export function lossOptions(loss: Loss): LossOptions {
  const { kind, labelSmoothing = 0, reduction = 'mean' } = typeof loss === 'string' ? { kind: loss } : loss;
  return { kind, labelSmoothing, reduction };
}
