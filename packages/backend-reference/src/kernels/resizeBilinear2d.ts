import type { ResizeBilinear2d } from '@archetype/spec';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** Each output is the mean of the four inputs around its sample point, weighed by nearness: rows first, then columns. */
export const resizeBilinear2d: Kernel<ResizeBilinear2d> = (_operation, [x], [y]) => {
  const [batch, channels, height, width] = sizesOf(x);
  const [, , outputHeight, outputWidth] = sizesOf(y);
  const rows = samples(height, outputHeight);
  const columns = samples(width, outputWidth);
  let at = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    const value = (h: number, w: number): number => x.data[(plane * height + h) * width + w]!;
    for (const [above, below, down] of rows) {
      for (const [left, right, across] of columns) {
        const upper = value(above, left) * (1 - across) + value(above, right) * across;
        const lower = value(below, left) * (1 - across) + value(below, right) * across;
        y.data[at++] = upper * (1 - down) + lower * down;
      }
    }
  }
};

/** Where each output of a side samples the input: max(0, (i + 0.5)·in/out − 0.5), as its two neighbours and the weight of the second. */
function samples(inputSize: number, outputSize: number): readonly (readonly [first: number, second: number, weight: number])[] {
  return Array.from({ length: outputSize }, (_, i) => {
    const position = Math.max(0, ((i + 0.5) * inputSize) / outputSize - 0.5);
    const first = Math.floor(position);
    return [first, Math.min(first + 1, inputSize - 1), position - first] as const;
  });
}
