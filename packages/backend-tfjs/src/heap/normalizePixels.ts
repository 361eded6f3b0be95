import type { NormalizePixels } from '@archetype/spec';
import type { HeapContext, Kernel } from '../kernel.js';

/** There are 256 pixel values, so each channel's results are looked up. */
export const normalizePixels: Kernel<NormalizePixels, HeapContext> = ({ mean, std, inputs }, { workspace, heap, shape }) => {
  const channels = shape(inputs[0])[1]!;
  const tables = Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: 256 }, (__, value) => (value / 255 - (mean?.[c] ?? 0)) / (std?.[c] ?? 1)),
  );
  return (pixels) => {
    const y = workspace.adopt(heap.allocate(pixels.shape));
    const from = heap.bytes(pixels);
    const to = heap.float32(y);
    tables.forEach((table, c) => {
      for (let at = c; at < from.length; at += channels) to[at] = table[from[at]!]!;
    });
    return [y];
  };
};
