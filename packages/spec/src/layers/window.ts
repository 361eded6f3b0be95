import { explicitPadding, type PaddingField } from '../fields/padding.js';
import { toPair, type Size2d } from '../fields/size2d.js';
import type { Padding, Pair, Window2d } from '../graph/operations.js';
import { formatShape, type ImageShape } from '../shapes/shape.js';
import type { Problem } from './definition.js';

// The sliding window that convolution and pooling share. https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

export interface WindowFields {
  readonly kernelSize: Size2d;
  readonly stride: Size2d;
  readonly padding: PaddingField;
  readonly dilation?: Size2d;
  readonly ceilMode?: boolean;
}

/** The window along one side of the image. */
export interface WindowSide {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  /** Padding before and after. */
  readonly begin: number;
  readonly end: number;
  readonly ceilMode: boolean;
}

/** From the first to the last position that a window covers: dilation·(kernel − 1) + 1. */
export function extentOf({ kernel, dilation }: Pick<WindowSide, 'kernel' | 'dilation'>): number {
  return dilation * (kernel - 1) + 1;
}

/**
 * ⌊(in + begin + end − extent) / stride⌋ + 1; in ceil mode rounded up, less a last window that would start in the end padding.
 * Below 1 where the window does not fit.
 */
export function countWindows(side: WindowSide): number {
  const room = side.input + side.begin + side.end - extentOf(side);
  if (!side.ceilMode) return Math.floor(room / side.stride) + 1;
  const count = Math.ceil(room / side.stride) + 1;
  return (count - 1) * side.stride >= side.input + side.begin ? count - 1 : count;
}

/** Height and width, with "same" resolved. */
export function windowSides(fields: WindowFields, [, height, width]: ImageShape): readonly [WindowSide, WindowSide] {
  const [kernelHeight, kernelWidth] = toPair(fields.kernelSize);
  const [strideHeight, strideWidth] = toPair(fields.stride);
  const [dilationHeight, dilationWidth] = toPair(fields.dilation ?? 1);
  const ceilMode = fields.ceilMode ?? false;
  const [top, left, bottom, right] =
    explicitPadding(fields.padding) ??
    beginAndEnd(samePadding(height, kernelHeight, strideHeight, dilationHeight), samePadding(width, kernelWidth, strideWidth, dilationWidth));
  return [
    { input: height, kernel: kernelHeight, stride: strideHeight, dilation: dilationHeight, begin: top, end: bottom, ceilMode },
    { input: width, kernel: kernelWidth, stride: strideWidth, dilation: dilationWidth, begin: left, end: right, ceilMode },
  ];
}

/** All the padding along a side that makes out = ⌈in / stride⌉. */
function samePadding(input: number, kernel: number, stride: number, dilation: number): number {
  return Math.max(0, (Math.ceil(input / stride) - 1) * stride + extentOf({ kernel, dilation }) - input);
}

/** Half on each side, the odd one at the end. */
function beginAndEnd(rows: number, columns: number): Padding {
  const top = Math.floor(rows / 2);
  const left = Math.floor(columns / 2);
  return [top, left, rows - top, columns - left];
}

/** The window of a lowered operation: the end padded far enough for the last window of ceil mode. */
export function resolveWindow(fields: WindowFields, input: ImageShape): Window2d {
  const [rows, columns] = windowSides(fields, input);
  const end = (side: WindowSide) =>
    Math.max(side.end, (countWindows(side) - 1) * side.stride + extentOf(side) - side.input - side.begin);
  return {
    kernelSize: [rows.kernel, columns.kernel],
    stride: [rows.stride, columns.stride],
    padding: [rows.begin, columns.begin, end(rows), end(columns)],
    dilation: [rows.dilation, columns.dilation],
  };
}

/** `floor((224 + 0 + 0 − 11) / 4) + 1`; dilation is written out where there is one. */
function windowFormula(side: WindowSide): string {
  const extent = side.dilation === 1 ? `${side.kernel}` : `${side.dilation}·(${side.kernel} − 1) − 1`;
  return `${side.ceilMode ? 'ceil' : 'floor'}((${side.input} + ${side.begin} + ${side.end} − ${extent}) / ${side.stride}) + 1`;
}

export interface WindowOutput {
  readonly size: Pair;
  readonly problems: readonly Problem[];
}

/** How many windows there are in each direction, or why there are none. `mostPadding` is what a kernel allows for, where there is a bound. */
export function windowOutput(fields: WindowFields, input: ImageShape, mostPadding?: (kernel: number) => number): WindowOutput {
  const [rows, columns] = windowSides(fields, input);
  const size: Pair = [countWindows(rows), countWindows(columns)];
  const problems: Problem[] = [];
  if (size[0] < 1) problems.push(tooLarge(rows, size[0], input, 'height', mostPadding));
  // What mends the height mends a width of the same numbers.
  if (size[1] < 1 && !sameSide(rows, columns)) problems.push(tooLarge(columns, size[1], input, 'width', mostPadding));
  return { size, problems };
}

/** Rounding down, windows of any stride fit or do not fit alike. */
function sameSide(a: WindowSide, b: WindowSide): boolean {
  return (!a.ceilMode || a.stride === b.stride) && a.input === b.input && a.kernel === b.kernel && a.dilation === b.dilation && a.begin === b.begin && a.end === b.end;
}

function tooLarge(
  side: WindowSide,
  count: number,
  input: ImageShape,
  name: 'height' | 'width',
  mostPadding: (kernel: number) => number = () => Infinity,
): Problem {
  const extent = extentOf(side);
  const padded = side.input + side.begin + side.end;
  const slack = side.ceilMode ? side.stride - 1 : 0;
  const least = extent - side.begin - side.end - slack;
  const padding = Math.ceil((extent - slack - side.input) / 2);
  const kernel = side.dilation === 1 ? `kernel ${side.kernel}` : `kernel ${side.kernel} with dilation ${side.dilation} covers ${extent}, which`;
  return {
    code: 'kernel-exceeds-input',
    problem: `${kernel} exceeds the padded input ${padded} on ${name}`,
    details: [`input ${formatShape(input)}; ${windowFormula(side)} = ${count}`],
    remedy:
      `the input must be at least ${least} ${name === 'height' ? 'high' : 'wide'}` +
      (padding <= mostPadding(side.kernel) ? `, or padding at least ${padding} on each side` : ', or the dilation or the kernel smaller'),
    field: 'kernelSize',
  };
}
