import { expect, test } from 'vitest';
import { createBuilder } from './builder.js';
import { createOperators } from './operators.js';

const setUp = () => {
  const builder = createBuilder();
  const g = createOperators(builder);
  return { builder, g, x: builder.input('x', 'float32', [2, 3, 4, 5]) };
};

test('the same computation asked for twice is one node', () => {
  const { builder, g, x } = setUp();
  expect(g.add(g.relu(x), g.scalar(1))).toBe(g.add(g.relu(x), g.scalar(1)));
  expect(builder.nodes()).toHaveLength(2);
});

test('another attribute or another constant is another computation', () => {
  const { builder, g, x } = setUp();
  expect(g.leakyRelu(x, 0.1)).not.toBe(g.leakyRelu(x, 0.2));
  expect(g.multiply(x, g.scalar(1))).not.toBe(g.multiply(x, g.scalar(2)));
  expect(builder.nodes()).toHaveLength(4);
});

test('only what the outputs need is kept', () => {
  const { builder, g, x } = setUp();
  g.exp(x);
  const graph = builder.finish('graph', [{ name: 'y', value: g.relu(x) }], {});
  expect(graph.nodes.map((node) => node.operator)).toEqual(['Relu']);
});

test('nodes are named by scope and operator, uniquely', () => {
  const { builder, g, x } = setUp();
  builder.enter('features.0/relu');
  g.relu(g.relu(x));
  expect(builder.nodes().map((node) => node.name)).toEqual(['features.0/relu/Relu', 'features.0/relu/Relu_2']);
});

test('a transpose that moves nothing is a reshape, and neighbours move as one axis', () => {
  const { builder, g, x } = setUp();
  expect(g.transpose(g.reshape(x, [6, 1, 20]), [1, 0, 2]).shape).toEqual([1, 6, 20]);
  expect(builder.nodes().every((node) => node.operator === 'Reshape')).toBe(true);
  g.transpose(x, [2, 3, 0, 1]);
  const transposes = builder.nodes().filter((node) => node.operator === 'Transpose');
  expect(transposes.map((node) => node.inputs[0]!.shape)).toEqual([[6, 20]]);
});

test('a tensor whose last side is one meets a scalar, on either side, as a vector', () => {
  const { builder, g } = setUp();
  const thin = builder.input('thin', 'float32', [3, 2, 1]);
  const values = [g.subtract(thin, g.scalar(1)), g.subtract(g.scalar(1), thin)];
  expect(values.map(({ shape }) => shape)).toEqual([[3, 2, 1], [3, 2, 1]]);
  const differences = builder.nodes().filter(({ operator }) => operator === 'Sub');
  expect(differences.map(({ inputs }) => inputs.map(({ shape }) => shape))).toEqual([[[6], []], [[], [6]]]);
});

test('reshapes in a row are one, and back to the source none', () => {
  const { g, x } = setUp();
  expect(g.reshape(g.reshape(x, [6, 20]), [2, 3, 4, 5])).toBe(x);
});

test('shapes that do not fit are refused where they meet', () => {
  const { g, x } = setUp();
  expect(() => g.reshape(x, [7])).toThrow('Reshape of [2,3,4,5] to [7]');
  expect(() => g.add(x, g.reshape(x, [2, 60]))).toThrow('Add of');
  expect(() => g.gemm(g.reshape(x, [6, 20]), g.reshape(x, [6, 20]))).toThrow('Gemm of');
});

test('where a Split may not have so many outputs, there are several, and the parts are the same', () => {
  const builder = createBuilder();
  const g = createOperators(builder, { splitOutputs: 3 });
  const sizes = [1, 2, 3, 1, 2, 3, 1, 2, 3, 1];
  const parts = g.split(builder.input('x', 'float32', [2, 19]), 1, sizes);
  expect(parts.map(({ shape }) => shape)).toEqual(sizes.map((size) => [2, size]));
  expect(Math.max(...builder.nodes().map(({ outputs }) => outputs.length))).toBe(3);
});
