import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';
import type { Layout } from './layout.js';

/** The same tensor in another layout, as nodes of the graph. */
export function reorder(g: Operators, value: Value, from: Layout, to: Layout): Value {
  if (from.id === to.id) return value;
  return fromCanonical(g, toCanonical(g, value, from), to);
}

function toCanonical(g: Operators, value: Value, from: Layout): Value {
  if (from.id === 'canonical') return value;
  const stored = g.reshape(value, from.order.map((axis) => from.factors[axis]!));
  const inverse = from.order.map((_, axis) => from.order.indexOf(axis));
  return g.transpose(stored, inverse);
}

function fromCanonical(g: Operators, value: Value, to: Layout): Value {
  if (to.id === 'canonical') return g.reshape(value, to.shape);
  return g.reshape(g.transpose(g.reshape(value, to.factors), to.order), to.shape);
}
