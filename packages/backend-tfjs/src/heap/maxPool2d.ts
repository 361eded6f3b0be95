import type { MaxPool2dOp, Window2d } from '@archetype/spec';
import type { MaxPool2dGradientOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';
import { maxPool2d as paddedMaxPool2d } from '../kernels/maxPool2d.js';
import { explicitPadding, imageOf, windowSize } from '../window.js';

/** The tuned kernel leaves padding out of the maximum by itself; it takes neither dilation nor windows of one pixel. */
export const maxPool2d: Kernel<MaxPool2dOp, HeapContext> = (operation, context) => {
  if (windowSize(operation) === 1 || operation.dilation.some((step) => step !== 1)) return paddedMaxPool2d(operation, context);
  const { kernelSize, stride, padding } = operation;
  const attributes = { filterSize: kernelSize, strides: stride, pad: explicitPadding(padding), dimRoundingMode: 'floor' };
  return (x) => [context.workspace.run('MaxPool', { x }, attributes)];
};

/** Each output's gradient goes to the first position of its window that holds the maximum. */
export const maxPool2dGradient: Kernel<MaxPool2dGradientOp, HeapContext> = (window, { workspace, heap, shape }) => {
  const [n, height, width, channels] = imageOf(shape(window.outputs[0]));
  const [, outHeight, outWidth] = imageOf(shape(window.inputs[0]));
  // Where each window's positions lie in an image, for channel 0, in row-major order.
  const columns = tapsOf(window, 1, outWidth, width);
  const windows = tapsOf(window, 0, outHeight, height).flatMap((rows) =>
    columns.map((column) => Int32Array.from(rows.flatMap((h) => column.map((w) => (h * width + w) * channels)))),
  );
  return (dy, x, y) => {
    const dx = workspace.adopt(heap.allocate(x.shape));
    const [xs, ys, dys, result] = [x, y, dy, dx].map(heap.float32) as [Float32Array, Float32Array, Float32Array, Float32Array];
    result.fill(0);
    let output = 0;
    for (let image = 0; image < n; image += 1) {
      const start = image * height * width * channels;
      for (const positions of windows)
        for (let c = 0; c < channels; c += 1, output += 1) {
          const maximum = ys[output]!;
          for (let tap = 0; tap < positions.length; tap += 1) {
            const at = start + positions[tap]! + c;
            if (xs[at] !== maximum) continue;
            result[at]! += dys[output]!;
            break;
          }
        }
    }
    return [dx];
  };
};

/** The inputs that each output's window covers along one side, those in the image. */
function tapsOf({ kernelSize, stride, padding, dilation }: Window2d, axis: 0 | 1, outputs: number, inputs: number): readonly (readonly number[])[] {
  return Array.from({ length: outputs }, (_, output) =>
    Array.from({ length: kernelSize[axis] }, (__, tap) => output * stride[axis] - padding[axis] + tap * dilation[axis]).filter((at) => at >= 0 && at < inputs),
  );
}
