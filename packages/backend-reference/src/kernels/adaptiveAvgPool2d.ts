import type { AdaptiveAvgPool2dOp } from '@archetype/spec';
import type { AdaptiveAvgPool2dGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Sizes } from '../tensor.js';

/** The mean over rows `rowWindows[i]` and columns `columnWindows[j]`. */
export const adaptiveAvgPool2d: Kernel<AdaptiveAvgPool2dOp> = (operation, [x], [y]) => {
  forEachShare(operation, sizesOf(x), (output, input, count) => {
    y.data[output]! += x.data[input]! / count;
  });
};

/** Each output's gradient, divided by the size of its window, goes to every position of the window; overlapping windows add. */
export const adaptiveAvgPool2dGradient: Kernel<AdaptiveAvgPool2dGradientOp> = (operation, [dy], [dx]) => {
  forEachShare(operation, sizesOf(dx), (output, input, count) => {
    dx.data[input]! += dy.data[output]! / count;
  });
};

/** Calls `visit` with each output position, each input position of its window, and the number of those. */
function forEachShare(
  { rowWindows, columnWindows }: Pick<AdaptiveAvgPool2dOp, 'rowWindows' | 'columnWindows'>,
  [batch, channels, height, width]: Sizes,
  visit: (output: number, input: number, count: number) => void,
): void {
  let output = 0;
  for (let plane = 0; plane < batch * channels; plane++) {
    for (const [top, bottom] of rowWindows) {
      for (const [left, right] of columnWindows) {
        const count = (bottom - top) * (right - left);
        for (let h = top; h < bottom; h++) {
          for (let w = left; w < right; w++) visit(output, (plane * height + h) * width + w, count);
        }
        output++;
      }
    }
  }
}
