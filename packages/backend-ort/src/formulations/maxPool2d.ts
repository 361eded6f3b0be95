import type { Pair, Window2d } from '@archetype/spec';
import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import type { WindowAxis } from './slidingWindow.js';
import { windowMaximum, windowMaximumGradient } from './windowMaximum.js';
import type { Writer } from './writing.js';

/**
 * Separable: the maximum along each row of the window, then the maximum of those. The gradient goes the way back, and at each of the two
 * steps the first tap that equals the maximum takes it all: together that is the first maximum of the window in row-major order.
 */
export const maxPool2d: Writer<'maxPool2d'> = (operation, { g, shape, read, write }) => {
  const [x, y] = [operation.inputs[0], operation.outputs[0]];
  const [n, c, height, width] = shape(y) as readonly [number, number, number, number];
  write(y, g.reshape(maxima(g, operation, read(x), [height, width]).all, [height, width, n, c]));
};

export const maxPool2dGradient: Writer<'maxPool2dGradient'> = (operation, { g, shape, read, write }) => {
  const [dy, x] = operation.inputs;
  const [, , outHeight, outWidth] = shape(dy) as readonly [number, number, number, number];
  const [top, left] = operation.padding;
  const { rows, columns, image, byRow, all } = maxima(g, operation, read(x), [outHeight, outWidth]);
  const rowGradient = windowMaximumGradient(g, byRow, all, g.reshape(read(dy), all.shape), rows, top);
  const dx = windowMaximumGradient(g, image, byRow, rowGradient, columns, left);
  write(operation.outputs[0], g.reshape(dx, read(x).shape));
};

interface Maxima {
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
  /** x as `[H, W, N·C]`. */
  readonly image: Value;
  /** Along each window's rows, `[H, oW, N·C]`. */
  readonly byRow: Value;
  /** `[oH, oW, N·C]`. */
  readonly all: Value;
}

function maxima(g: Operators, window: Window2d, x: Value, outputs: Pair): Maxima {
  const [height, width, n, c] = x.shape as readonly [number, number, number, number];
  const [top, left] = window.padding;
  const along = (axis: 0 | 1): WindowAxis => ({
    axis,
    kernel: window.kernelSize[axis],
    stride: window.stride[axis],
    dilation: window.dilation[axis],
    outputs: outputs[axis],
  });
  const [rows, columns] = [along(0), along(1)];
  const image = g.reshape(x, [height, width, n * c]);
  const byRow = windowMaximum(g, image, columns, left);
  return { rows, columns, image, byRow, all: windowMaximum(g, byRow, rows, top) };
}
