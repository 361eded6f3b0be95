import type { SoftmaxOp } from '@archetype/spec';
import type { HeapContext, Kernel } from '../kernel.js';
import { logSumOfExponentials } from './logSumOfExponentials.js';

/** In double precision; TensorFlow.js's kernel on WebAssembly refuses a single class. */
export const softmax: Kernel<SoftmaxOp, HeapContext> =
  (_, { workspace, heap }) =>
  (x) => {
    const [rows, classes] = x.shape as [number, number];
    const y = workspace.adopt(heap.allocate([rows, classes]));
    const from = heap.float32(x);
    const to = heap.float32(y);
    for (let row = 0; row < rows; row += 1) {
      const logSum = logSumOfExponentials(from.subarray(row * classes, (row + 1) * classes));
      for (let at = row * classes; at < (row + 1) * classes; at += 1) to[at] = Math.exp(from[at]! - logSum);
    }
    return [y];
  };
