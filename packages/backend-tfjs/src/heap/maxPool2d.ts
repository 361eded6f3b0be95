import type { MaxPool2dOp, Window2d } from '@archetype/spec';
import type { MaxPool2dGradientOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';
import { maxPool2d as paddedMaxPool2d } from '../kernels/maxPool2d.js';
import { explicitPadding, windowSize } from '../window.js';

/** The tuned kernel leaves padding out of the maximum by itself; it takes neither dilation nor windows of one pixel. */
export const maxPool2d: Kernel<MaxPool2dOp, HeapContext> = (operation, context) => {
  if (windowSize(operation) === 1 || operation.dilation.some((step) => step !== 1)) return paddedMaxPool2d(operation, context);
  const { kernelSize, stride, padding } = operation;
  const attributes = { filterSize: kernelSize, strides: stride, pad: explicitPadding(padding), dimRoundingMode: 'floor' };
  return (x) => [context.workspace.run('MaxPool', { x }, attributes)];
};

/** Each output's gradient goes to the first position of its window that holds the maximum. */
export const maxPool2dGradient: Kernel<MaxPool2dGradientOp, HeapContext> =
  (window, { workspace, heap }) =>
  (dy, x, y) => {
    const dx = workspace.adopt(heap.allocate(x.shape));
    const result = heap.float32(dx);
    result.fill(0);
    scatterToMaxima(heap.float32(dy), heap.float32(x), heap.float32(y), result, x.shape, y.shape, window);
    return [dx];
  };

function scatterToMaxima(
  dy: Float32Array,
  x: Float32Array,
  y: Float32Array,
  dx: Float32Array,
  [n, height, width, channels]: readonly number[] & { readonly length: number },
  [, outHeight, outWidth]: readonly number[],
  { kernelSize, stride, padding, dilation }: Window2d,
): void {
  const rowStep = width! * channels!;
  let output = 0;
  for (let image = 0; image < n!; image += 1)
    for (let i = 0; i < outHeight!; i += 1) {
      const top = i * stride[0] - padding[0];
      const firstRow = top < 0 ? top + Math.ceil(-top / dilation[0]) * dilation[0] : top;
      const lastRow = Math.min(top + (kernelSize[0] - 1) * dilation[0], height! - 1);
      for (let j = 0; j < outWidth!; j += 1) {
        const left = j * stride[1] - padding[1];
        const firstColumn = left < 0 ? left + Math.ceil(-left / dilation[1]) * dilation[1] : left;
        const lastColumn = Math.min(left + (kernelSize[1] - 1) * dilation[1], width! - 1);
        for (let c = 0; c < channels!; c += 1, output += 1) {
          const maximum = y[output]!;
          search: for (let row = firstRow; row <= lastRow; row += dilation[0]) {
            const line = (image * height! + row) * rowStep + c;
            for (let column = firstColumn; column <= lastColumn; column += dilation[1]) {
              const at = line + column * channels!;
              if (x[at] !== maximum) continue;
              dx[at]! += dy[output]!;
              break search;
            }
          }
        }
      }
    }
}
