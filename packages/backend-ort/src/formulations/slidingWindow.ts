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
 * The adjoint of `tapSlice` over all taps: adds `taps[t]` where tap t of each window was taken from, on an axis of `size`.
 * The axis is put together from its `stride` phases, each a sum of shifted taps: no scatter is needed.
 */
export function addTaps(g: Operators, taps: readonly Value[], { axis, stride, dilation, outputs }: WindowAxis, size: number): Value {
  const perPhase = Math.ceil(size / stride);
  const shape = taps[0]!.shape;
  const phases = Array.from({ length: stride }, (_, phase) => {
    const parts = taps.flatMap((value, tap) => {
      if ((tap * dilation) % stride !== phase) return [];
      const shift = Math.floor((tap * dilation) / stride);
      const before = shape.map((__, i) => (i === axis ? shift : 0));
      const after = shape.map((__, i) => (i === axis ? perPhase - outputs - shift : 0));
      return [g.pad(value, before, after)];
    });
    const [first, ...rest] = parts;
    return first ? rest.reduce((sum, part) => g.add(sum, part), first) : g.expand(g.scalar(0), shape.with(axis, perPhase));
  });
  if (stride === 1) return g.slice(phases[0]!, axis, 0, size);
  const inserted = phases.map((phase) => g.reshape(phase, phase.shape.toSpliced(axis + 1, 0, 1)));
  const interleaved = g.reshape(g.concat(inserted, axis + 1), shape.with(axis, perPhase * stride));
  return g.slice(interleaved, axis, 0, size);
}
