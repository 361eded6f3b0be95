import { elements } from '../value.js';
import type { Value } from '../value.js';
import type { Constants } from './constants.js';
import { equalShapes, int, ints } from './nodes.js';
import type { Nodes, Shape } from './nodes.js';

export type Movement = ReturnType<typeof createMovement>;

export interface OperatorLimits {
  /** Outputs that one Split may have. @defaultValue any number */
  readonly splitOutputs?: number;
}

/** Operators that calculate nothing: they move elements or see them in another shape. */
export function createMovement({ one, several }: Nodes, { integers, scalar }: Constants, { splitOutputs = Infinity }: OperatorLimits) {
  const reshape = (x: Value, shape: Shape): Value => {
    if (elements(shape) !== elements(x.shape)) throw new Error(`Reshape of [${x.shape.join()}] to [${shape.join()}]`);
    // A reshape of a reshape is one reshape.
    const source = x.origin.kind === 'node' && x.origin.node.operator === 'Reshape' ? x.origin.node.inputs[0]! : x;
    return equalShapes(source.shape, shape) ? source : one('Reshape', [source, integers(shape)], {}, shape, x.elementType);
  };

  const permute = (x: Value, order: Shape): Value =>
    one('Transpose', [x], { perm: ints(order) }, order.map((axis) => x.shape[axis]!), x.elementType);

  /**
   * Axis i of the result is axis `order[i]` of x. Axes of one and axes that stay neighbours are merged first, and three axes are reversed in
   * two steps, each of which moves one axis: the runtime has fast paths for just that.
   */
  const transpose = (x: Value, order: Shape): Value => {
    const shape = order.map((axis) => x.shape[axis]!);
    const merged = mergeAxes(x.shape, order);
    if (merged.order.length <= 1) return reshape(x, shape);
    const source = reshape(x, merged.shape);
    if (merged.order.join() !== '2,1,0') return reshape(permute(source, merged.order), shape);
    const [a, b, c] = merged.shape as readonly [number, number, number];
    const firstLast = reshape(permute(reshape(source, [a, b * c]), [1, 0]), [b, c, a]);
    return reshape(permute(firstLast, [1, 0, 2]), shape);
  };

  const splitOnce = (x: Value, axis: number, sizes: Shape): readonly Value[] => {
    if (sizes.length === 1) return [x];
    const shapes = sizes.map((size) => x.shape.with(axis, size));
    return several('Split', [x, integers(sizes)], { axis: int(axis) }, shapes, x.elementType);
  };

  const split = (x: Value, axis: number, sizes: Shape): readonly Value[] => {
    if (sizes.length <= splitOutputs) return splitOnce(x, axis, sizes);
    // First into as many runs of parts as there may be, then those.
    const perRun = Math.ceil(sizes.length / splitOutputs);
    const runs = Array.from({ length: Math.ceil(sizes.length / perRun) }, (_, i) => sizes.slice(i * perRun, (i + 1) * perRun));
    const totals = runs.map((run) => run.reduce((sum, size) => sum + size, 0));
    return splitOnce(x, axis, totals).flatMap((part, i) => split(part, axis, runs[i]!));
  };

  return {
    reshape,
    transpose,
    split,

    /** `[start, end)` with a step along one axis. */
    slice: (x: Value, axis: number, start: number, end: number, step = 1): Value => {
      if (start === 0 && step === 1 && end === x.shape[axis]) return x;
      const parameters = [start, end, axis, ...(step === 1 ? [] : [step])].map((value) => integers([value]));
      return one('Slice', [x, ...parameters], {}, x.shape.with(axis, Math.ceil((end - start) / step)), x.elementType);
    },

    concat: (values: readonly Value[], axis: number): Value => {
      if (values.length === 1) return values[0]!;
      const total = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
      return one('Concat', values, { axis: int(axis) }, values[0]!.shape.with(axis, total), values[0]!.elementType);
    },

    /** `before[i]` and `after[i]` elements of `value` added on axis i. */
    pad: (x: Value, before: Shape, after: Shape, value = 0): Value => {
      const counts = [...before, ...after];
      if (counts.every((count) => count === 0)) return x;
      const shape = x.shape.map((side, axis) => side + before[axis]! + after[axis]!);
      return one('Pad', [x, integers(counts), ...(value === 0 ? [] : [scalar(value)])], {}, shape, x.elementType);
    },

    /** Repeats along sides of one. */
    expand: (x: Value, shape: Shape): Value =>
      equalShapes(x.shape, shape) ? x : one('Expand', [x, integers(shape)], {}, shape, x.elementType),
  };
}

/** Drops axes of one and joins axes that are neighbours before and after. */
function mergeAxes(shape: Shape, order: Shape): { readonly shape: Shape; readonly order: Shape } {
  const runs: { first: number; size: number }[] = [];
  let previous = -1;
  for (const axis of order.filter((candidate) => shape[candidate] !== 1)) {
    const follows = runs.length > 0 && axis > previous && shape.slice(previous + 1, axis).every((side) => side === 1);
    if (follows) runs.at(-1)!.size *= shape[axis]!;
    else runs.push({ first: axis, size: shape[axis]! });
    previous = axis;
  }
  const sorted = runs.toSorted((a, b) => a.first - b.first);
  return { shape: sorted.map((run) => run.size), order: runs.map((run) => sorted.indexOf(run)) };
}
