import type { DropoutOp } from '@archetype/spec';
import type { HeapContext, Kernel } from '../kernel.js';

/** In one pass, the mask as bytes. */
export const dropout: Kernel<DropoutOp, HeapContext> = ({ rate }, { workspace, heap }) => {
  const scale = 1 / (1 - rate);
  return (x, mask) => {
    const y = workspace.adopt(heap.allocate(x.shape));
    const from = heap.float32(x);
    const kept = heap.bytes(mask);
    const to = heap.float32(y);
    for (let at = 0; at < to.length; at += 1) to[at] = from[at]! * (kept[at]! * scale);
    return [y];
  };
};
