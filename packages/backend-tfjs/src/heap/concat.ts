import type { ConcatOp } from '@archetype/spec';
import type { SliceChannelsOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';
import { copyColumns } from './copyColumns.js';

export const concat: Kernel<ConcatOp, HeapContext> = ({ outputs }, { workspace, heap, shape }) => {
  const channels = shape(outputs[0])[1]!;
  return (...parts) => {
    const y = workspace.adopt(heap.allocate([...parts[0]!.shape.slice(0, -1), channels]));
    const to = heap.float32(y);
    let start = 0;
    for (const part of parts) {
      const width = part.shape.at(-1)!;
      copyColumns(heap.float32(part), width, 0, to, channels, start, width);
      start += width;
    }
    return [y];
  };
};

export const sliceChannels: Kernel<SliceChannelsOp, HeapContext> =
  ({ start, end }, { workspace, heap }) =>
  (dy) => {
    const dx = workspace.adopt(heap.allocate([...dy.shape.slice(0, -1), end - start]));
    copyColumns(heap.float32(dy), dy.shape.at(-1)!, start, heap.float32(dx), end - start, 0, end - start);
    return [dx];
  };
