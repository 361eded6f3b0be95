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
  const start = tap * dilation;
  return g.slice(x, axis, start, start + (outputs - 1) * stride + 1, stride);
}

/**
 * The adjoint of `tapSlice` over all taps: adds `taps[t]` where tap t of each window was taken from, on an axis of `size` without the
 * `begin` elements of padding before it. The axis is put together from its `stride` phases, each a sum of shifted taps, of which
 * what would lie in the padding is cut off before: no scatter is needed, and nothing is made that is thrown away.
 */
export function addTaps(g: Operators, taps: readonly Value[], { axis, stride, dilation, outputs }: WindowAxis, begin: number, size: number): Value {
  const perPhase = Math.ceil(size / stride);
  const shape = taps[0]!.shape;
  const phases = Array.from({ length: stride }, (_, phase) => {
    const parts = taps.flatMap((value, tap) => {
      const offset = tap * dilation - begin;
      const shift = Math.floor(offset / stride);
      return offset - shift * stride === phase ? shifted(g, value, axis, shift, outputs, perPhase) : [];
    });
    const [first, ...rest] = parts;
    return first ? rest.reduce((sum, part) => g.add(sum, part), first) : g.expand(g.scalar(0), shape.with(axis, perPhase));
  });
  if (stride === 1) return phases[0]!;
  const inserted = phases.map((phase) => g.reshape(phase, phase.shape.toSpliced(axis + 1, 0, 1)));
  const interleaved = g.reshape(g.concat(inserted, axis + 1), shape.with(axis, perPhase * stride));
  return g.slice(interleaved, axis, 0, size);
}

/** Element i goes to i + shift of an axis of `size`, zeros elsewhere; nothing where all would fall outside. */
function shifted(g: Operators, value: Value, axis: number, shift: number, length: number, size: number): readonly Value[] {
  const [start, end] = [Math.max(0, -shift), Math.min(length, size - shift)];
  if (start >= end) return [];
  const kept = g.slice(value, axis, start, end);
  const on = (count: number): readonly number[] => value.shape.map((_, i) => (i === axis ? count : 0));
  return [g.pad(kept, on(start + shift), on(size - shift - end))];
}
