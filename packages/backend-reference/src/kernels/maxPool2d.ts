import type { MaxPool2dOp } from '@archetype/spec';
import type { MaxPool2dGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';
import { forEachInWindows } from '../window.js';

/** The largest value of each window; what lies outside the input is −∞. */
export const maxPool2d: Kernel<MaxPool2dOp> = (operation, [x], [y]) => {
  y.data.fill(-Infinity);
  forEachInWindows(operation, sizesOf(x), sizesOf(y), (output, input) => {
    y.data[output] = Math.max(y.data[output]!, x.data[input]!);
  });
};

/** Each window's gradient goes to its first maximum in row-major order; overlapping windows add. */
export const maxPool2dGradient: Kernel<MaxPool2dGradientOp> = (operation, [dy, x, y], [dx]) => {
  const given = new Uint8Array(dy.data.length);
  forEachInWindows(operation, sizesOf(x), sizesOf(y), (output, input) => {
    if (given[output] === 1 || x.data[input] !== y.data[output]) return;
    given[output] = 1;
    dx.data[input]! += dy.data[output]!;
  });
};
