import type { SoftmaxCrossEntropyOp } from '@archetype/spec';
import type { SoftmaxCrossEntropyGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';
import { logSoftmax } from './softmax.js';

/** −Σ_n Σ_j q[n,j] · logSoftmax(logits)[n,j], divided by N where the reduction is `mean`. */
export const softmaxCrossEntropy: Kernel<SoftmaxCrossEntropyOp> = ({ reduction, labelSmoothing }, [logits, labels], [loss]) => {
  const logProbabilities = logSoftmax(logits);
  const wanted = targets(logits, labels, labelSmoothing);
  const sum = wanted.reduce((total, q, at) => total - q * logProbabilities[at]!, 0);
  loss.data[0] = reduction === 'mean' ? sum / labels.data.length : sum;
};

/** dLogits = softmax(logits) − q, divided by N where the reduction is `mean`. */
export const softmaxCrossEntropyGradient: Kernel<SoftmaxCrossEntropyGradientOp> = (
  { reduction, labelSmoothing },
  [logits, labels],
  [dLogits],
) => {
  const logProbabilities = logSoftmax(logits);
  const wanted = targets(logits, labels, labelSmoothing);
  const scale = reduction === 'mean' ? 1 / labels.data.length : 1;
  for (let at = 0; at < wanted.length; at++) dLogits.data[at] = (Math.exp(logProbabilities[at]!) - wanted[at]!) * scale;
};

/** q[n,j] = (1 − labelSmoothing)·[j is the label of n] + labelSmoothing/F. */
function targets(logits: Tensor, labels: Tensor, labelSmoothing: number): Float64Array {
  const [batch, classes] = sizesOf(logits);
  const q = new Float64Array(logits.data.length).fill(labelSmoothing / classes);
  for (let n = 0; n < batch; n++) q[n * classes + labels.data[n]!]! += 1 - labelSmoothing;
  return q;
}
