import type { Operators } from '../emit/operators.js';
import { elements } from '../emit/value.js';
import type { Value } from '../emit/value.js';
import { joinPhases, tapPlace } from './slidingWindow.js';
import type { TapPart, WindowAxis } from './slidingWindow.js';

/** Neighbours that the runtime's pooling goes through at once: more do not fit its vector path, fewer leave it idle. */
const LONGEST_RUN = 128;
const SHORTEST_RUN = 8;

/**
 * The maximum of each window along one axis of `[H, W, N·C]`, with `begin` elements of padding before it. The runtime pools along an axis of which the
 * others are channels before it and rows behind it, in one pass over memory; a dilated window it would go through number by number.
 */
export function windowMaximum(g: Operators, x: Value, window: WindowAxis, begin: number): Value {
  const { axis, kernel, stride, dilation, outputs } = window;
  const size = x.shape[axis]!;
  const shape = x.shape.with(axis, outputs);
  const end = Math.max(0, (outputs - 1) * stride + kernel - begin - size);
  if (dilation > 1 || end >= kernel) {
    const taps = Array.from({ length: kernel }, (_, tap) => g.gather(x, axis, placesOf(window, begin, size, outputs, tap).map((at) => at.inWindow)));
    return taps.reduce((most, value) => g.maximum(most, value));
  }
  const inner = elements(x.shape.slice(axis + 1));
  const run = runLength(x.shape.at(-1)!);
  const rows = [inner / run, run];
  // Threads share images among them. Along the height there is but one, unless windows neither overlap nor leave gaps: then each is pooled as an image.
  const apart = axis === 0 && kernel === stride && begin === 0 && size === outputs * stride;
  const image = apart ? [outputs, 1, kernel, ...rows] : [elements(x.shape.slice(0, axis)), 1, size, ...rows];
  const pooled = g.maxPoolDepth(g.reshape(x, image), { kernel, stride, begin, end, outputs: apart ? 1 : outputs });
  return g.reshape(pooled, shape);
}

/** The longest divisor that pooling has a vector path for. */
function runLength(length: number): number {
  for (let run = Math.min(length, LONGEST_RUN); run >= SHORTEST_RUN; run--) if (length % run === 0) return run;
  return length;
}

/**
 * The adjoint of `windowMaximum`: the first tap of each window that equals its maximum takes the window's gradient, the last what is left. Windows whose tap lies in the padding
 * give nothing to it, so they serve as the zeros that shifted taps need; where there is none, one window without gradient is added.
 */
export function windowMaximumGradient(g: Operators, x: Value, maximum: Value, gradient: Value, window: WindowAxis, begin: number): Value {
  const { axis, kernel, stride, outputs } = window;
  const size = x.shape[axis]!;
  const perPhase = Math.ceil(size / stride);
  const silent = Array.from({ length: kernel }, (_, tap) => placesOf(window, begin, size, outputs, tap).findIndex(({ inside }) => !inside));
  const short = silent.some((at, tap) => at < 0 && placesWithoutWindow(tapPlace(window, tap, begin).shift, outputs, perPhase) > 0);
  const count = short ? outputs + 1 : outputs;
  const onAxis = (amount: number): readonly number[] => x.shape.map((_, i) => (i === axis ? amount : 0));

  const most = short ? g.gather(maximum, axis, [...new Array(outputs).keys(), outputs - 1]) : maximum;
  let left = short ? g.pad(gradient, onAxis(0), onAxis(1)) : gradient;
  const parts = Array.from({ length: kernel }, (_, tap): TapPart => {
    const places = placesOf(window, begin, size, count, tap);
    let share = left;
    if (tap < kernel - 1) {
      // Outside it is given the value of a tap inside: after the axis of one that has had its share already, but before it of one whose turn is yet to come.
      const equal = isZero(g, g.subtract(g.gather(x, axis, places.map(({ inWindow }) => inWindow)), most));
      const first = places.filter(({ at }) => at < 0).length;
      share = g.multiply(first === 0 ? equal : g.multiply(equal, fromRow(g, first, x.shape.map((__, i) => (i === axis ? count : 1)))), left);
      left = g.subtract(left, share);
    }
    const zero = silent[tap]! < 0 ? outputs : silent[tap]!;
    return {
      tap,
      shifted: (shift, total) => {
        if (placesWithoutWindow(shift, outputs, total) >= total) return [];
        return [g.gather(share, axis, Array.from({ length: total }, (__, place) => (place - shift >= 0 && place - shift < outputs ? place - shift : zero)))];
      },
    };
  });
  return joinPhases(g, parts, window, begin, size, x.shape);
}

/** 1 where x is 0, and 0 where it is less; between them lie fractions for x above −3.4·10⁻³⁹, deep in the subnormal numbers. */
const isZero = (g: Operators, x: Value): Value => g.hardSigmoid(x, 3e38, 1);

/** 0 before row `first` of the one long axis, 1 from it on. */
const fromRow = (g: Operators, first: number, shape: readonly number[]): Value =>
  g.floats(`from row ${first}`, shape, () => new Float32Array(elements(shape)).fill(1, first));

const placesWithoutWindow = (shift: number, outputs: number, total: number): number =>
  total - Math.max(0, Math.min(total, outputs + shift) - Math.max(0, shift));

interface Place {
  /** Where the tap of the window lies on the axis, perhaps outside. */
  readonly at: number;
  readonly inside: boolean;
  /** The nearest tap of the same window that is inside, or the axis's last element for a window that has none. */
  readonly inWindow: number;
}

function placesOf({ kernel, stride, dilation }: WindowAxis, begin: number, size: number, windows: number, tap: number): readonly Place[] {
  return Array.from({ length: windows }, (_, q) => {
    const first = q * stride - begin;
    const at = first + tap * dilation;
    const inside = at >= 0 && at < size;
    const taps = Array.from({ length: kernel }, (__, t) => first + t * dilation).filter((place) => place >= 0 && place < size);
    const inWindow = inside ? at : ((at < 0 ? taps[0] : taps.at(-1)) ?? size - 1);
    return { at, inside, inWindow };
  });
}
