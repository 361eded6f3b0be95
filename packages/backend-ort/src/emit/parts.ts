import type { Operators } from './operators.js';
import type { Value } from './value.js';

/** A run of elements of a larger tensor that crosses the graph's edge under a name of its own. */
export interface Part {
  readonly name: string;
  /** Of its first element in the whole. */
  readonly start: number;
  readonly value: Value;
}

/**
 * A matrix that leaves the graph, in parts of whole rows of at most `most` elements. The runtime's binding copies what a run returns into fresh memory: in parts of a few
 * megabytes the process has such memory from the step before, while for larger ones the system clears new pages each time, which takes four times as long. A
 * product that is added to a matrix that came in is made part by part; anything else is cut up.
 */
export function partsOf(g: Operators, name: string, value: Value, most: number, rowsOfInput: (input: string, start: number, shape: readonly number[]) => Value): readonly Part[] {
  const [rows, ...inner] = value.shape as readonly [number, ...number[]];
  const width = inner.reduce((product, side) => product * side, 1);
  const perPart = Math.max(1, Math.floor(most / width));
  if (perPart >= rows) return [{ name, start: 0, value }];
  const starts = Array.from({ length: Math.ceil(rows / perPart) }, (_, i) => i * perPart);
  const sizes = starts.map((start) => Math.min(perPart, rows - start));
  const named = (values: readonly Value[]): readonly Part[] => values.map((part, i) => ({ name: `${name}/${i}`, start: starts[i]! * width, value: part }));

  const product = addedProduct(value);
  if (!product) return named(g.split(value, 0, sizes));
  const { a, b, input, transposeA, transposeB, alpha, beta } = product;
  return named(
    starts.map((start, i) => {
      const c = rowsOfInput(input, start * width, [sizes[i]!, width]);
      return g.gemm(g.slice(a, transposeA ? 1 : 0, start, start + sizes[i]!), b, { c, alpha, beta, transposeA, transposeB });
    }),
  );
}

/** alpha·A·B + beta·C with C an input of the graph, perhaps in another shape of as many rows. */
function addedProduct(value: Value) {
  if (value.origin.kind !== 'node' || value.origin.node.operator !== 'Gemm') return undefined;
  const { inputs, attributes } = value.origin.node;
  const [a, b, c] = inputs as readonly [Value, Value, Value?];
  if (c === undefined || c.origin.kind !== 'input' || c.shape[0] !== value.shape[0]) return undefined;
  const number = (key: string, otherwise: number): number => {
    const attribute = attributes[key];
    if (attribute === undefined || 'ints' in attribute) return otherwise;
    return 'int' in attribute ? attribute.int : attribute.float;
  };
  return {
    a,
    b,
    input: c.origin.name,
    transposeA: number('transA', 0) === 1,
    transposeB: number('transB', 0) === 1,
    alpha: number('alpha', 1),
    beta: number('beta', 1),
  };
}
