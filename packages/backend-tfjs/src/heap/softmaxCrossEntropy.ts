import type { SoftmaxCrossEntropyOp } from '@archetype/spec';
import type { SoftmaxCrossEntropyGradientOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';
import { logSumOfExponentials } from './logSumOfExponentials.js';

/** In double precision, in one pass over the rows: the logits are few. */
export const softmaxCrossEntropy: Kernel<SoftmaxCrossEntropyOp, HeapContext> =
  ({ reduction, labelSmoothing }, { workspace, heap }) =>
  (logits, labels) => {
    const [rows, classes] = logits.shape as [number, number];
    const loss = workspace.adopt(heap.allocate([]));
    const values = heap.float32(logits);
    const answers = heap.int32(labels);
    let total = 0;
    for (let row = 0; row < rows; row += 1) {
      const z = values.subarray(row * classes, (row + 1) * classes);
      const logSum = logSumOfExponentials(z);
      let mean = 0;
      for (let j = 0; j < classes; j += 1) mean += (logSum - z[j]!) / classes;
      total += (1 - labelSmoothing) * (logSum - z[answers[row]!]!) + labelSmoothing * mean;
    }
    heap.float32(loss)[0] = reduction === 'mean' ? total / rows : total;
    return [loss];
  };

export const softmaxCrossEntropyGradient: Kernel<SoftmaxCrossEntropyGradientOp, HeapContext> =
  ({ reduction, labelSmoothing }, { workspace, heap }) =>
  (logits, labels) => {
    const [rows, classes] = logits.shape as [number, number];
    const gradient = workspace.adopt(heap.allocate([rows, classes]));
    const values = heap.float32(logits);
    const answers = heap.int32(labels);
    const result = heap.float32(gradient);
    const share = reduction === 'mean' ? 1 / rows : 1;
    for (let row = 0; row < rows; row += 1) {
      const z = values.subarray(row * classes, (row + 1) * classes);
      const logSum = logSumOfExponentials(z);
      for (let j = 0; j < classes; j += 1) {
        const target = labelSmoothing / classes + (j === answers[row] ? 1 - labelSmoothing : 0);
        result[row * classes + j] = (Math.exp(z[j]! - logSum) - target) * share;
      }
    }
    return [gradient];
  };
