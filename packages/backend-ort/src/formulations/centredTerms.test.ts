import type { StepOperation } from '@archetype/training';
import { expect, test } from 'vitest';
import type { OperationCase } from '../../testing/operationCases.js';
import { relativeError } from '../../testing/relativeError.js';
import { graphOf, runOperation } from '../../testing/runOperation.js';
import { compile } from '../compile.js';
import { devices } from '../devices/devices.js';
import { nativeRuntime } from '../runtimes/native.js';
import type { LoadedRuntime } from '../runtimes/runtime.js';

const [a, b, x] = [[2, 2, 3, 3], [2, 3, 3, 3], [2, 5, 3, 3]] as const;

/** A layer of a dense block: its normalisation takes the channels joined so far, the one before took some of them. */
const operations = [
  { kind: 'concat', path: 'block', inputs: ['a', 'b'], outputs: ['x'] },
  { kind: 'batchNorm', path: 'first', eps: 1e-5, inputs: ['a', 'a:weight', 'a:bias'], outputs: ['a:output', 'a:mean', 'a:variance'] },
  { kind: 'batchNorm', path: 'second', eps: 1e-5, inputs: ['x', 'x:weight', 'x:bias'], outputs: ['x:output', 'x:mean', 'x:variance'] },
  {
    kind: 'batchNormGradient',
    path: 'second',
    eps: 1e-5,
    inputs: ['x:dy', 'x', 'x:mean', 'x:variance', 'x:weight'],
    outputs: ['x:gradient', 'x:weight:gradient', 'x:bias:gradient'],
  },
  { kind: 'sliceChannels', path: 'block', start: 0, end: 2, inputs: ['x:gradient'], outputs: ['a:share'] },
  { kind: 'sliceChannels', path: 'block', start: 2, end: 5, inputs: ['x:gradient'], outputs: ['b:gradient'] },
  {
    kind: 'batchNormGradient',
    path: 'first',
    eps: 1e-5,
    inputs: ['a:dy', 'a', 'a:mean', 'a:variance', 'a:weight'],
    outputs: ['a:own', 'a:weight:gradient', 'a:bias:gradient'],
  },
  { kind: 'add', path: 'block', inputs: ['a:own', 'a:share'], outputs: ['a:gradient'] },
] as unknown as readonly StepOperation[];

const values = (shape: readonly number[], from: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, (_, i) => (((i + from) * 37) % 101) / 50 - 1),
});
const inputs = {
  a: values(a, 1),
  b: values(b, 17),
  'a:dy': values(a, 5),
  'x:dy': values(x, 11),
  'a:weight': values([2], 3),
  'a:bias': values([2], 9),
  'x:weight': values([5], 23),
  'x:bias': values([5], 2),
};
const shapes = {
  x,
  'a:output': a,
  'a:mean': [2],
  'a:variance': [2],
  'x:output': x,
  'x:mean': [5],
  'x:variance': [5],
  'x:gradient': x,
  'x:weight:gradient': [5],
  'x:bias:gradient': [5],
  'a:share': a,
  'b:gradient': b,
  'a:own': a,
  'a:weight:gradient': [2],
  'a:bias:gradient': [2],
  'a:gradient': a,
};
const denseBlock: OperationCase = { operations, inputs, outputs: shapes };

test('gradients of a dense block, added up by their terms, are those of the reference', async () => {
  const { runtime } = (await nativeRuntime.load()) as LoadedRuntime;
  const results = await runOperation(denseBlock, { device: devices.cpu, runtime });
  for (const [name, { received, expected }] of Object.entries(results)) expect(relativeError(received, expected), name).toBeLessThan(1e-5);
});

test('where only their sum is read, the joined channels are multiplied by scales alone, forward and back', () => {
  const names = ['x:output', 'a:gradient', 'b:gradient'];
  const { onnx } = compile(graphOf(denseBlock), { device: devices.cpu, precision: 'fast', results: { kind: 'inspect', names } });
  const byChannel = onnx.nodes.filter(({ operator, inputs: operands }) => operator === 'Mul' && operands.map(({ shape }) => shape.join()).join(' ') === '9,10 1,10');
  expect(byChannel).toHaveLength(2);
});
