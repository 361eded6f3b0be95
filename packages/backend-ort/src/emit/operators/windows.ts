import type { Value } from '../value.js';
import type { Constants } from './constants.js';
import { int, ints } from './nodes.js';
import type { Nodes, Shape } from './nodes.js';

/** Operators that choose by place: rows by their numbers, and maxima of windows. */
export const createWindows = ({ one }: Nodes, { integers, int32sOf }: Constants) => ({
  /** Element i along the axis is element `rows[i]` of x. Copies on all threads, where Slice and Pad take one. */
  gather: (x: Value, axis: number, rows: Shape): Value => {
    if (rows.length === x.shape[axis] && rows.every((row, i) => row === i)) return x;
    return one('Gather', [x, integers(rows)], { axis: int(axis) }, x.shape.with(axis, rows.length), x.elementType);
  },

  /** Rows of the matrix x; `key` names the choice, which is worked out when the file is written. */
  pickRows: (x: Value, key: string, count: number, rows: () => Int32Array): Value =>
    one('Gather', [x, int32sOf(key, [count], rows)], { axis: int(0) }, x.shape.with(0, count), x.elementType),

  /** x `[batch, channels, D, H, W]`, windows along D alone; padding never is the maximum. */
  maxPoolDepth: (x: Value, window: { readonly kernel: number; readonly stride: number; readonly begin: number; readonly end: number; readonly outputs: number }): Value => {
    const attributes = {
      kernel_shape: ints([window.kernel, 1, 1]),
      strides: ints([window.stride, 1, 1]),
      pads: ints([window.begin, 0, 0, window.end, 0, 0]),
    };
    return one('MaxPool', [x], attributes, x.shape.with(2, window.outputs));
  },
});
