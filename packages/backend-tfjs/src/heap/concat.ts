import type { ConcatOp } from '@archetype/spec';
import type { HeapContext, Kernel } from '../kernel.js';

export const concat: Kernel<ConcatOp, HeapContext> = ({ outputs }, { workspace, heap, shape }) => {
  const channels = shape(outputs[0])[1]!;
  return (...parts) => {
    const y = workspace.adopt(heap.allocate([...parts[0]!.shape.slice(0, -1), channels]));
    const to = heap.float32(y);
    let start = 0;
    for (const part of parts) {
      const width = part.shape.at(-1)!;
      copyColumns(heap.float32(part), width, to, channels, start);
      start += width;
    }
    return [y];
  };
};

/** Copies a matrix into the columns from `toAt` of a wider one with as many rows. */
function copyColumns(from: Float32Array, fromWidth: number, to: Float32Array, toWidth: number, toAt: number): void {
  let source = 0;
  for (let target = toAt; target < to.length; target += toWidth) {
    for (let column = 0; column < fromWidth; column += 1) to[target + column] = from[source + column]!;
    source += fromWidth;
  }
}
