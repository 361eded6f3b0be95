import type { AvgPool2dOp } from '@archetype/spec';
import type { AvgPool2dGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';
import { forEachInWindows } from '../window.js';

/** The sum of each window divided by the number of its positions that count. */
export const avgPool2d: Kernel<AvgPool2dOp> = (operation, [x], [y]) => {
  forEachInWindows(operation, sizesOf(x), sizesOf(y), (output, input) => {
    y.data[output]! += x.data[input]!;
  });
  y.data.set(dividedByCounts(y, operation));
};

/** Each window's gradient, divided by its count, goes to every position of the window inside the input. */
export const avgPool2dGradient: Kernel<AvgPool2dGradientOp> = (operation, [dy], [dx]) => {
  const share = dividedByCounts(dy, operation);
  forEachInWindows(operation, sizesOf(dx), sizesOf(dy), (output, input) => {
    dx.data[input]! += share[output]!;
  });
};

/** t[n,c,i,j] / (rowCounts[i] · columnCounts[j]). */
function dividedByCounts(tensor: Tensor, { rowCounts, columnCounts }: Pick<AvgPool2dOp, 'rowCounts' | 'columnCounts'>): Float64Array {
  const [, , height, width] = sizesOf(tensor);
  return tensor.data.map((value, at) => value / (rowCounts[Math.floor(at / width) % height]! * columnCounts[at % width]!));
}
