import type { Operators } from '../emit/operators.js';
import { intAttribute } from '../emit/value.js';
import type { Value } from '../emit/value.js';

/**
 * alpha·value + beta·into. Where the value is a matrix product, the product itself adds it up: Gemm's third operand is `into`, and a
 * pass over the weights is saved. Meant for a value that nothing else reads, or else the product is made twice.
 */
export function accumulate(g: Operators, value: Value, into: Value, { alpha, beta }: { readonly alpha: 1 | -1; readonly beta: number }): Value {
  const product = productOf(value);
  if (product) {
    const c = g.reshape(into, product.shape);
    return g.reshape(g.gemm(product.a, product.b, { c, alpha, beta, transposeA: product.transposeA, transposeB: product.transposeB }), into.shape);
  }
  const kept = beta === 1 ? into : g.multiply(into, g.scalar(beta));
  return alpha === 1 ? g.add(kept, value) : g.subtract(kept, value);
}

interface Product {
  readonly a: Value;
  readonly b: Value;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly shape: readonly number[];
}

/** The product of two matrices that a value is, perhaps in another shape. */
function productOf(value: Value): Product | undefined {
  if (value.origin.kind !== 'node') return undefined;
  const { node } = value.origin;
  const { operator, inputs } = node;
  if (operator === 'Reshape') return productOf(inputs[0]!);
  const [a, b, c] = inputs;
  if (!a || !b || a.shape.length !== 2 || b.shape.length !== 2) return undefined;
  if (operator === 'MatMul') return { a, b, transposeA: false, transposeB: false, shape: value.shape };
  if (operator !== 'Gemm' || c !== undefined) return undefined;
  const flag = (name: string): boolean => intAttribute(node, name) === 1;
  return { a, b, transposeA: flag('transA'), transposeB: flag('transB'), shape: value.shape };
}
