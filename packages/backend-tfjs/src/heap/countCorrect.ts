import type { CountCorrectOp } from '@archetype/spec';
import type { HeapContext, Kernel } from '../kernel.js';

export const countCorrect: Kernel<CountCorrectOp, HeapContext> =
  (_, { workspace, heap }) =>
  (logits, labels) => {
    const [rows, classes] = logits.shape as [number, number];
    const count = workspace.adopt(heap.allocate([]));
    const values = heap.float32(logits);
    const answers = heap.int32(labels);
    let right = 0;
    for (let row = 0; row < rows; row += 1) {
      let best = 0;
      for (let j = 1; j < classes; j += 1) if (values[row * classes + j]! > values[row * classes + best]!) best = j;
      if (best === answers[row]) right += 1;
    }
    heap.float32(count)[0] = right;
    return [count];
  };
