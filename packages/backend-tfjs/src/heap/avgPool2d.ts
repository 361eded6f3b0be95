import type { AvgPool2dGradientOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';

/** Spreads each output's gradient, divided by its count, over its window, as far as that lies in the image. */
export const avgPool2dGradient: Kernel<AvgPool2dGradientOp, HeapContext> = (operation, { workspace, heap, shape }) => {
  const { kernelSize, stride, padding, rowCounts, columnCounts } = operation;
  const [n, channels, height, width] = shape(operation.outputs[0]) as readonly [number, number, number, number];
  return (dy) => {
    const dx = workspace.adopt(heap.allocate([n, height, width, channels]));
    const from = heap.float32(dy);
    const to = heap.float32(dx);
    to.fill(0);
    let output = 0;
    for (let image = 0; image < n; image += 1)
      for (let i = 0; i < rowCounts.length; i += 1) {
        const top = i * stride[0] - padding[0];
        const firstRow = Math.max(0, top);
        const lastRow = Math.min(top + kernelSize[0], height) - 1;
        for (let j = 0; j < columnCounts.length; j += 1, output += channels) {
          const left = j * stride[1] - padding[1];
          const lastColumn = Math.min(left + kernelSize[1], width) - 1;
          const share = 1 / (rowCounts[i]! * columnCounts[j]!);
          for (let row = firstRow; row <= lastRow; row += 1)
            for (let column = Math.max(0, left); column <= lastColumn; column += 1) {
              const at = ((image * height + row) * width + column) * channels;
              for (let c = 0; c < channels; c += 1) to[at + c]! += share * from[output + c]!;
            }
        }
      }
    return [dx];
  };
};
