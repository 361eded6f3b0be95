import type { CountCorrectOp } from '@archetype/spec';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** How many rows of the logits have their first maximum at the label. */
export const countCorrect: Kernel<CountCorrectOp> = (_operation, [logits, labels], [count]) => {
  const [batch, classes] = sizesOf(logits);
  for (let n = 0; n < batch; n++) {
    let best = 0;
    for (let j = 1; j < classes; j++) {
      if (logits.data[n * classes + j]! > logits.data[n * classes + best]!) best = j;
    }
    if (best === labels.data[n]) count.data[0]! += 1;
  }
};
