import { expect, test } from 'vitest';
import { createBuilder } from './builder.js';
import { createOperators } from './operators.js';
import { partsOf } from './parts.js';
import type { Value } from './value.js';

function graph() {
  const builder = createBuilder();
  const g = createOperators(builder);
  const rowsOfInput = (name: string, start: number, shape: readonly number[]): Value => builder.input(`${name}/${start}`, 'float32', shape);
  return { builder, g, rowsOfInput };
}

test('what fits leaves whole', () => {
  const { builder, g, rowsOfInput } = graph();
  const value = g.relu(builder.input('x', 'float32', [4, 10]));
  expect(partsOf(g, 'y', value, 40, rowsOfInput)).toEqual([{ name: 'y', start: 0, value }]);
});

test('parts are whole rows, at least one, and make up the whole', () => {
  const { builder, g, rowsOfInput } = graph();
  const value = g.relu(builder.input('x', 'float32', [7, 10]));
  expect(partsOf(g, 'y', value, 25, rowsOfInput).map(({ name, start, value: { shape } }) => [name, start, ...shape])).toEqual([
    ['y/0', 0, 2, 10],
    ['y/1', 20, 2, 10],
    ['y/2', 40, 2, 10],
    ['y/3', 60, 1, 10],
  ]);
  expect(partsOf(g, 'y', value, 5, rowsOfInput)).toHaveLength(7);
});

test('a product added to an input is made by parts, each on its own rows of the input', () => {
  const { builder, g, rowsOfInput } = graph();
  const [w, dy, x] = [builder.input('w', 'float32', [4, 10]), builder.input('dy', 'float32', [3, 4]), builder.input('x', 'float32', [3, 10])];
  const parts = partsOf(g, 'next', g.gemm(dy, x, { c: w, alpha: -1, transposeA: true }), 20, rowsOfInput);
  expect(parts.map(({ start, value: { origin } }) => [start, origin.kind === 'node' && origin.node.inputs.map(({ shape }) => shape)])).toEqual([
    [0, [[3, 2], [3, 10], [2, 10]]],
    [20, [[3, 2], [3, 10], [2, 10]]],
  ]);
});
