import { int, ints } from '../../emit/operators/nodes.js';
import type { Translation } from '../writing.js';

/** Numeric padding, as for maxPool2d. https://onnx.ai/onnx/operators/onnx__AveragePool.html */
export const avgPool2d: Translation<'avgPool2d'> = (operation, { read, shape, step, floats }) => {
  const { inputs, outputs, kernelSize, stride, padding, rowCounts, columnCounts } = operation;
  const [rows, columns] = kernelSize;
  const x = read(inputs[0]);
  const average = (countPadding: 0 | 1) => ({
    operator: 'AveragePool',
    inputs: [x],
    attributes: { kernel_shape: ints(kernelSize), strides: ints(stride), pads: ints(padding), count_include_pad: int(countPadding) },
  });
  const [, , height, width] = shape(inputs[0]) as readonly [number, number, number, number];
  const all = rowCounts.every((count) => count === rows) && columnCounts.every((count) => count === columns);
  if (all) return average(1);
  const inside =
    rowCounts.every((count, i) => count === overlap(i * stride[0] - padding[0], rows, height)) &&
    columnCounts.every((count, j) => count === overlap(j * stride[1] - padding[1], columns, width));
  if (inside) return average(0);
  // Padding counts, the overhang of ceil mode does not: the operator cannot say that.
  const whole = step(average(1), shape(outputs[0]));
  const corrections = rowCounts.flatMap((row) => columnCounts.map((column) => (rows * columns) / (row * column)));
  return { operator: 'Mul', inputs: [whole, floats('corrections', [rowCounts.length, columnCounts.length], corrections)] };
};

/** How many positions of a window that begins at `start` are within the image. */
const overlap = (start: number, size: number, side: number): number => Math.min(start + size, side) - Math.max(start, 0);

/** https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html */
export const globalAvgPool2d: Translation<'globalAvgPool2d'> = ({ inputs }, { read }) => ({ operator: 'GlobalAveragePool', inputs: inputs.map(read) });

/** Equal windows side by side are an average pooling; others are two matrix products, rows · x · columns, which hold each window's shares. */
export const adaptiveAvgPool2d: Translation<'adaptiveAvgPool2d'> = ({ inputs, rowWindows, columnWindows }, { read, shape, step, floats }) => {
  const x = read(inputs[0]);
  const [n, c, height, width] = shape(inputs[0]) as readonly [number, number, number, number];
  const [row, column] = [tiling(rowWindows, height), tiling(columnWindows, width)];
  if (row !== undefined && column !== undefined) return { operator: 'AveragePool', inputs: [x], attributes: { kernel_shape: ints([row, column]), strides: ints([row, column]) } };
  const rows = floats('rows', [rowWindows.length, height], shares(rowWindows, height).flat());
  const columns = floats('columns', [width, columnWindows.length], transposed(shares(columnWindows, width)).flat());
  const overRows = step({ operator: 'MatMul', inputs: [rows, x] }, [n, c, rowWindows.length, width]);
  return { operator: 'MatMul', inputs: [overRows, columns] };
};

type Windows = readonly (readonly [start: number, end: number])[];

/** The size of windows that lie side by side and fill the image. */
function tiling(windows: Windows, side: number): number | undefined {
  const size = side / windows.length;
  return windows.every(([start, end], i) => start === i * size && end === start + size) ? size : undefined;
}

/** For each window, the weight of each position. */
const shares = (windows: Windows, side: number): readonly (readonly number[])[] =>
  windows.map(([start, end]) => Array.from({ length: side }, (_, i) => (i >= start && i < end ? 1 / (end - start) : 0)));

const transposed = (rows: readonly (readonly number[])[]): readonly (readonly number[])[] => rows[0]!.map((_, j) => rows.map((row) => row[j]!));
