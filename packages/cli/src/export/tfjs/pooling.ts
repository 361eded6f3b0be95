import type { Padding, Pair, TensorName } from '@archetype/spec';
import { WHOLE_BATCH_AND_CHANNELS } from './conv2d.js';
import type { Drawing, Writer } from './operators.js';

/** Smaller than any value, and a number: not every backend calculates with −∞. */
const LEAST = -3.4028234663852886e38;

/** The padding is a node of its own: pooling takes none that is explicit. A dilated window is the largest of what lies under each of its taps. */
export const maxPool2d: Writer<'maxPool2d'> = ({ inputs: [x], outputs: [y], kernelSize, stride, padding, dilation }, drawing) => {
  const { shape, node, integers } = drawing;
  const padded = pad(x, padding, LEAST, drawing);
  if (dilation.every((each) => each === 1)) return node('MaxPool', [padded], windowOf(kernelSize, stride));
  const [, , outHeight, outWidth] = shape(y) as readonly [number, number, number, number];
  const steps = integers('step', [1, ...stride, 1]);
  const taps = Array.from({ length: kernelSize[0] * kernelSize[1] }, (_, tap) => {
    const [top, left] = [Math.floor(tap / kernelSize[1]) * dilation[0], (tap % kernelSize[1]) * dilation[1]];
    const end = [0, top + (outHeight - 1) * stride[0] + 1, left + (outWidth - 1) * stride[1] + 1, 0];
    return node('StridedSlice', [padded, integers('begin', [0, top, left, 0]), integers('end', end), steps], WHOLE_BATCH_AND_CHANNELS);
  });
  return taps.reduce((largest, tap) => node('Maximum', [largest, tap]));
};

export const avgPool2d: Writer<'avgPool2d'> = ({ inputs: [x], kernelSize, stride, padding, rowCounts, columnCounts }, drawing) => {
  const { node, floats } = drawing;
  const whole = node('AvgPool', [pad(x, padding, 0, drawing)], windowOf(kernelSize, stride));
  const size = kernelSize[0] * kernelSize[1];
  const corrections = rowCounts.flatMap((row) => columnCounts.map((column) => size / (row * column)));
  if (corrections.every((each) => each === 1)) return whole;
  return node('Mul', [whole, floats('corrections', [1, rowCounts.length, columnCounts.length, 1], corrections)]);
};

export const globalAvgPool2d: Writer<'globalAvgPool2d'> = ({ inputs: [x] }, { read, node, integers }) => node('Mean', [read(x), integers('axes', [1, 2])], { keep_dims: { flag: true } });

/** The mean of a window is the mean over its columns of the mean over its rows. */
export const adaptiveAvgPool2d: Writer<'adaptiveAvgPool2d'> = ({ inputs: [x], rowWindows, columnWindows }, drawing) => {
  const { read } = drawing;
  return meansAlong(2, columnWindows, meansAlong(1, rowWindows, read(x), drawing), drawing);
};

function meansAlong(axis: 1 | 2, windows: readonly (readonly [start: number, end: number])[], x: string, { node, integers, integer }: Drawing): string {
  const means = windows.map(([start, end]) => {
    const at = (value: number): readonly number[] => [0, 0, 0, 0].with(axis, value);
    // Every axis but this one whole.
    const mask = { int: 15 - 2 ** axis };
    const cut = node('StridedSlice', [x, integers('begin', at(start)), integers('end', at(end)), integers('step', [1, 1, 1, 1])], { begin_mask: mask, end_mask: mask });
    return node('Mean', [cut, integers('axes', [axis])], { keep_dims: { flag: true } });
  });
  return means.length === 1 ? means[0]! : node('ConcatV2', [...means, integer('axis', axis)], { N: { int: means.length } });
}

function pad(x: TensorName, [top, left, bottom, right]: Padding, value: number, { read, node, floats, integerPairs }: Drawing): string {
  if (top + left + bottom + right === 0) return read(x);
  return node('PadV2', [read(x), integerPairs('pads', [[0, 0], [top, bottom], [left, right], [0, 0]]), floats('outside', [], [value])]);
}

const windowOf = (kernelSize: Pair, stride: Pair) => ({ ksize: { ints: [1, ...kernelSize, 1] }, strides: { ints: [1, ...stride, 1] }, padding: { text: 'VALID' } });
