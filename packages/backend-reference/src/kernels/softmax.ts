import type { SoftmaxOp } from '@archetype/spec';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';

/** y[n,j] = exp(x[n,j] − max) / Σ exp(x[n,·] − max), as the exponential of the log-softmax. */
export const softmax: Kernel<SoftmaxOp> = (_operation, [x], [y]) => y.data.set(logSoftmax(x).map(Math.exp));

/** x[n,j] − max − ln Σ exp(x[n,·] − max): no digits are lost where a probability is tiny, and nothing overflows. */
export function logSoftmax(x: Tensor): Float64Array {
  const [batch, classes] = sizesOf(x);
  const result = new Float64Array(x.data.length);
  for (let n = 0; n < batch; n++) {
    const row = x.data.subarray(n * classes, (n + 1) * classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const logSum = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    for (let j = 0; j < classes; j++) result[n * classes + j] = row[j]! - largest - logSum;
  }
  return result;
}
