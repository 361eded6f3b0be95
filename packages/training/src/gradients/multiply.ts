import type { MultiplyOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** y = a·b: da = dy·b, summed over height and width where a was stretched over them; the same for b. */
export const multiplyGradient: GradientRule<MultiplyOp> = ({ path, inputs: [a, b], outputs: [y] }, dy, context) => {
  const factors = [
    [a, b],
    [b, a],
  ] as const;
  for (const [factor, other] of factors) {
    if (!context.wants(factor)) continue;
    if (sameShape(context.shapeOf(factor), context.shapeOf(y))) {
      context.contribute(factor, (gradient) => ({ kind: 'multiply', path, inputs: [dy, other], outputs: [gradient] }));
      continue;
    }
    // At most one factor is stretched, so the name is free.
    const product = `${y}:gradient:product`;
    context.intermediate(product, context.shapeOf(y), { kind: 'multiply', path, inputs: [dy, other], outputs: [product] });
    context.contribute(factor, (gradient) => ({ kind: 'sumSpatial', path, inputs: [product], outputs: [gradient] }));
  }
};

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
