import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';

/** One axis of a sliding window over a padded side. */
export interface WindowAxis {
  /** 0 for height, 1 for width. */
  readonly axis: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly outputs: number;
}

/** The elements under tap `tap` of every window along one axis, of an input that is padded already. */
export function tapSlice(g: Operators, x: Value, { axis, stride, dilation, outputs }: WindowAxis, tap: number): Value {
  return g.gather(x, axis, Array.from({ length: outputs }, (_, i) => tap * dilation + i * stride));
}

/**
 * The adjoint of `tapSlice` over all taps: adds `taps[t]` where tap t of each window was taken from, on an axis of `size` without the
 * `begin` elements of padding before it. No scatter is needed, and nothing is made that is thrown away.
 */
export function addTaps(g: Operators, taps: readonly Value[], window: WindowAxis, begin: number, size: number): Value {
  const parts = taps.map((value, tap) => ({ tap, shifted: (shift: number, count: number) => shifted(g, value, window.axis, shift, window.outputs, count) }));
  return joinPhases(g, parts, window, begin, size, taps[0]!.shape);
}

/** What one tap of every window adds to an axis. */
export interface TapPart {
  readonly tap: number;
  /** Window i at i + shift of `count` places, zeros elsewhere; nothing where all would fall outside. */
  shifted(shift: number, count: number): readonly Value[];
}

/** An axis put together from its `stride` phases, each a sum of shifted taps. `shape` is that of a tap, in all other axes. */
export function joinPhases(g: Operators, taps: readonly TapPart[], window: WindowAxis, begin: number, size: number, shape: readonly number[]): Value {
  const { axis, stride } = window;
  const perPhase = Math.ceil(size / stride);
  const phases = Array.from({ length: stride }, (_, phase) => {
    const parts = taps.flatMap(({ tap, shifted: place }) => {
      const at = tapPlace(window, tap, begin);
      return at.phase === phase ? place(at.shift, perPhase) : [];
    });
    const [first, ...rest] = parts;
    return first ? rest.reduce((sum, part) => g.add(sum, part), first) : g.expand(g.scalar(0), shape.with(axis, perPhase));
  });
  if (stride === 1) return phases[0]!;
  const inserted = phases.map((phase) => g.reshape(phase, phase.shape.toSpliced(axis + 1, 0, 1)));
  const interleaved = g.reshape(g.concat(inserted, axis + 1), shape.with(axis, perPhase * stride));
  return g.slice(interleaved, axis, 0, size);
}

/** Window q's tap lies at element (q + shift)·stride + phase of the axis. */
export function tapPlace({ stride, dilation }: WindowAxis, tap: number, begin: number): { readonly phase: number; readonly shift: number } {
  const offset = tap * dilation - begin;
  const shift = Math.floor(offset / stride);
  return { phase: offset - shift * stride, shift };
}

/** Element i goes to i + shift of an axis of `size`, zeros elsewhere; nothing where all would fall outside. */
function shifted(g: Operators, value: Value, axis: number, shift: number, length: number, size: number): readonly Value[] {
  const [start, end] = [Math.max(0, -shift), Math.min(length, size - shift)];
  if (start >= end) return [];
  const kept = g.slice(value, axis, start, end);
  const on = (count: number): readonly number[] => value.shape.map((_, i) => (i === axis ? count : 0));
  return [g.pad(kept, on(start + shift), on(size - shift - end))];
}
