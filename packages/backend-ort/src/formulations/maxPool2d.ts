import type { Window2d } from '@archetype/spec';
import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import { addTaps, tapSlice } from './slidingWindow.js';
import type { WindowAxis } from './slidingWindow.js';
import type { Writer } from './writing.js';

/**
 * Separable: the maximum along each row of the window, then the maximum of those. The gradient goes the way back, and at each of the two
 * steps the first tap that equals the maximum takes it all: together that is the first maximum of the window in row-major order.
 */
export const maxPool2d: Writer<'maxPool2d'> = (operation, { g, shape, read, write }) => {
  const [x, y] = [operation.inputs[0], operation.outputs[0]];
  const [n, c] = shape(x) as readonly [number, number];
  const stages = poolingStages(g, operation, read(x), shape(y));
  write(y, g.reshape(stages.y, [shape(y)[2]!, shape(y)[3]!, n, c]));
};

export const maxPool2dGradient: Writer<'maxPool2dGradient'> = (operation, { g, shape, read, write }) => {
  const [dy, x] = operation.inputs;
  const [n, c, height, width] = shape(x) as readonly [number, number, number, number];
  const [top, left] = operation.padding;
  const { rows, columns, rowTaps, columnTaps, rowMaximum, y } = poolingStages(g, operation, read(x), shape(dy));

  const byRow = giveToFirst(g, g.reshape(read(dy), y.shape), columnTaps, y);
  const rowGradient = addTaps(g, byRow, rows, top, height);
  const byColumn = giveToFirst(g, rowGradient, rowTaps, rowMaximum);
  const dx = addTaps(g, byColumn, columns, left, width);
  write(operation.outputs[0], g.reshape(dx, [height, width, n, c]));
};

interface PoolingStages {
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
  /** The inputs of the first maximum, `[H, oW, N·C]` a tap. */
  readonly rowTaps: readonly Value[];
  /** Along each window's rows. */
  readonly rowMaximum: Value;
  /** The inputs of the second, `[oH, oW, N·C]` a tap. */
  readonly columnTaps: readonly Value[];
  readonly y: Value;
}

function poolingStages(g: Operators, window: Window2d, x: Value, outputShape: readonly number[]): PoolingStages {
  const [height, width, n, c] = x.shape as readonly [number, number, number, number];
  const [top, left, bottom, right] = window.padding;
  const axis = (index: 0 | 1): WindowAxis => ({
    axis: index,
    kernel: window.kernelSize[index],
    stride: window.stride[index],
    dilation: window.dilation[index],
    outputs: outputShape[2 + index]!,
  });
  const [rows, columns] = [axis(0), axis(1)];
  const wide = g.pad(g.reshape(x, [height, width, n * c]), [0, left, 0], [0, right, 0], -Infinity);
  const rowTaps = Array.from({ length: columns.kernel }, (_, tap) => tapSlice(g, wide, columns, tap));
  const rowMaximum = maximum(g, rowTaps);
  const high = g.pad(rowMaximum, [top, 0, 0], [bottom, 0, 0], -Infinity);
  const columnTaps = Array.from({ length: rows.kernel }, (_, tap) => tapSlice(g, high, rows, tap));
  return { rows, columns, rowTaps, rowMaximum, columnTaps, y: maximum(g, columnTaps) };
}

const maximum = (g: Operators, values: readonly Value[]): Value => values.reduce((most, value) => g.maximum(most, value));

/** Splits dy among the taps: the first that equals the maximum takes it. The last takes what is left. */
function giveToFirst(g: Operators, dy: Value, taps: readonly Value[], most: Value): readonly Value[] {
  let left = dy;
  return taps.map((tap, index) => {
    if (index === taps.length - 1) return left;
    const share = g.multiply(g.cast(g.equal(tap, most), 'float32'), left);
    left = g.subtract(left, share);
    return share;
  });
}
