import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';

/**
 * Aᵀ·B over the last two axes, as weight gradients are: `[…, P, I]` and `[…, P, O]` give `[…, I, O]`. The runtime copies the transposed operand, and packs
 * the other more cheaply; so where A is much the wider, (Bᵀ·A)ᵀ is faster, the last transpose being of weights alone.
 */
export function transposedProduct(g: Operators, a: Value, b: Value): Value {
  const [rows, wide] = a.shape.slice(-2) as [number, number];
  const narrow = b.shape.at(-1)!;
  if (rows < LONG || 2 * wide < 3 * narrow) return multiply(g, a, b);
  const product = multiply(g, b, a);
  const rank = product.shape.length;
  return g.transpose(product, [...product.shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)));
}

/** With fewer rows the copy is no matter. */
const LONG = 256;

const multiply = (g: Operators, a: Value, b: Value): Value => (a.shape.length === 2 ? g.gemm(a, b, { transposeA: true }) : g.matMulTransposedA(a, b));
