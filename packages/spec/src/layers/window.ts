import { explicitPadding, type PaddingField } from '../fields/padding.js';
import { toPair, type Size2d } from '../fields/size2d.js';
import type { Pair, Window2d } from '../graph/operations.js';
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
  const kernel = toPair(fields.kernelSize);
  const stride = toPair(fields.stride);
  const dilation = toPair(fields.dilation ?? 1);
  const declared = explicitPadding(fields.padding);
  const side = (axis: 0 | 1, input: number): WindowSide => {
    const open = { input, kernel: kernel[axis], stride: stride[axis], dilation: dilation[axis], ceilMode: fields.ceilMode ?? false };
    return { ...open, ...(declared ? { begin: declared[axis], end: declared[axis + 2] ?? 0 } : samePadding(open)) };
  };
  return [side(0, height), side(1, width)];
}

/** What makes out = ⌈in / stride⌉, the odd one at the end. */
function samePadding(side: Pick<WindowSide, 'input' | 'kernel' | 'stride' | 'dilation'>): Pick<WindowSide, 'begin' | 'end'> {
  const total = Math.max(0, (Math.ceil(side.input / side.stride) - 1) * side.stride + extentOf(side) - side.input);
  const begin = Math.floor(total / 2);
  return { begin, end: total - begin };
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
export function windowFormula(side: WindowSide): string {
  const extent = side.dilation === 1 ? `${side.kernel}` : `${side.dilation}·(${side.kernel} − 1) − 1`;
  return `${side.ceilMode ? 'ceil' : 'floor'}((${side.input} + ${side.begin} + ${side.end} − ${extent}) / ${side.stride}) + 1`;
}

const sideNames = [{ side: 'height', long: 'high' }, { side: 'width', long: 'wide' }] as const;

/** How many windows there are in each direction, or why there are none. */
export function windowOutput(fields: WindowFields, input: ImageShape): { readonly size: Pair; readonly problems: readonly Problem[] } {
  const sides = windowSides(fields, input);
  const size: Pair = [countWindows(sides[0]), countWindows(sides[1])];
  const problems = sides.flatMap((side, axis) => {
    const count = size[axis] ?? 0;
    return count >= 1 ? [] : [tooLarge(side, count, input, sideNames[axis] ?? sideNames[0])];
  });
  return { size, problems };
}

function tooLarge(side: WindowSide, count: number, input: ImageShape, { side: name, long }: (typeof sideNames)[number]): Problem {
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
    remedy: `the input must be at least ${least} ${long}, or padding at least ${padding} on each side`,
    field: 'kernelSize',
  };
}
