import type { StepOperation } from '@archetype/training';
import { expect, test } from 'vitest';
import type { OperationCase } from '../../testing/operationCases.js';
import { relativeError } from '../../testing/relativeError.js';
import { runOperation } from '../../testing/runOperation.js';
import { devices } from '../devices/devices.js';
import { nativeRuntime } from '../runtimes/native.js';
import type { LoadedRuntime } from '../runtimes/runtime.js';

const shape = [2, 3, 1, 1];
const tensor = (values: readonly number[]) => ({ shape, data: Float32Array.from(values) });
const statistics = { 'x:output': shape, 'x:mean': [3], 'x:variance': [3] };

/** Where a tensor is furthest off, relative to its own largest value. */
async function errors(operationCase: OperationCase): Promise<Readonly<Record<string, number>>> {
  const { runtime } = (await nativeRuntime.load()) as LoadedRuntime;
  const results = await runOperation(operationCase, { device: devices.cpu, runtime });
  return Object.fromEntries(Object.entries(results).map(([name, { received, expected }]) => [name, relativeError(received, expected)]));
}

const forward = { kind: 'batchNorm', path: 'layer', eps: 1e-5, inputs: ['x'], outputs: ['x:output', 'x:mean', 'x:variance'] } as unknown as StepOperation;

test('of two values, the gradient is what eps lets through, and right though it is a hundred-thousandth of what is taken away', async () => {
  const gradient = { kind: 'batchNormGradient', path: 'layer', eps: 1e-5, inputs: ['dy', 'x', 'x:mean', 'x:variance'], outputs: ['x:gradient'] } as unknown as StepOperation;
  const inputs = { dy: tensor([0.31, -0.77, 0.113, 0.59, 0.233, -0.419]), x: tensor([0.1, 1.7, -0.9, 1.3, -0.3, 2.1]) };
  expect((await errors({ operations: [forward, gradient], inputs, outputs: { ...statistics, 'x:gradient': shape } }))['x:gradient']).toBeLessThan(1e-5);
});

test('of two values that are all but equal, what differs is not that of their rounded mean', async () => {
  const near = (value: number): number => value * (1 + 2 ** -22);
  const inputs = { x: tensor([0.7, 0.3, 0.9, near(0.7), near(0.3), near(0.9)]) };
  expect((await errors({ operations: [forward], inputs, outputs: statistics }))['x:output']).toBeLessThan(1e-5);
});
