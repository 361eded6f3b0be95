import type { Window2d } from '@archetype/spec';
import fc from 'fast-check';

/** One side of a sliding window. */
export interface WindowSide {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly begin: number;
  /** The declared padding at the end. */
  readonly end: number;
  /** The same, or what the last window of ceil mode needs. */
  readonly reach: number;
}

interface WindowLimits {
  /** @defaultValue 3 */
  readonly maxPadding?: number;
  /** @defaultValue 3 */
  readonly maxDilation?: number;
  /** Whether some round up. @defaultValue false */
  readonly ceil?: boolean;
}

/** Any side whose input holds at least one window, with 0 to 4 positions more than the first window needs. */
export function windowSides({ maxPadding = 3, maxDilation = 3, ceil = false }: WindowLimits = {}): fc.Arbitrary<WindowSide> {
  return fc
    .record({
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: maxDilation }),
      begin: fc.integer({ min: 0, max: maxPadding }),
      end: fc.integer({ min: 0, max: maxPadding }),
      extra: fc.integer({ min: 0, max: 4 }),
      up: ceil ? fc.boolean() : fc.constant(false),
    })
    .map(({ kernel, stride, dilation, begin, end, extra, up }) => {
      const span = dilation * (kernel - 1) + 1;
      const input = Math.max(1, span - begin - end) + extra;
      const steps = (input + begin + end - span) / stride;
      const rounded = (up ? Math.ceil(steps) : Math.floor(steps)) + 1;
      const output = up && (rounded - 1) * stride >= input + begin ? rounded - 1 : rounded;
      const reach = Math.max(end, (output - 1) * stride + span - input - begin);
      return { input, output, kernel, stride, dilation, begin, end, reach };
    });
}

/** The positions that output `index` of a side looks at, inside the input or not. */
export function windowPositions({ kernel, stride, dilation, begin }: WindowSide, index: number): readonly number[] {
  return Array.from({ length: kernel }, (_, d) => index * stride - begin + d * dilation);
}

/** A side of which each window sees at least one input, without which a maximum or a mean is of nothing. */
export function poolSides(): fc.Arbitrary<WindowSide> {
  return windowSides({ maxPadding: 2, ceil: true }).filter((side) =>
    Array.from({ length: side.output }, (_, i) => windowPositions(side, i)).every((positions) => positions.some((at) => at >= 0 && at < side.input)),
  );
}

/** How many positions of each of a side's windows count in a mean. */
export function windowCounts(side: WindowSide, countIncludePad: boolean): readonly number[] {
  const [low, high] = countIncludePad ? [-side.begin, side.input + side.end] : [0, side.input];
  return Array.from({ length: side.output }, (_, i) => windowPositions(side, i).filter((at) => at >= low && at < high).length);
}

/** The fields of an operation. */
export function windowOf(rows: WindowSide, columns: WindowSide): Window2d {
  return {
    kernelSize: [rows.kernel, columns.kernel],
    stride: [rows.stride, columns.stride],
    padding: [rows.begin, columns.begin, rows.reach, columns.reach],
    dilation: [rows.dilation, columns.dilation],
  };
}
