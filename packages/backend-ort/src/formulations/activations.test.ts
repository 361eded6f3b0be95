import type { StepOperation } from '@archetype/training';
import { expect, test } from 'vitest';
import { runOperation } from '../../testing/runOperation.js';
import { devices } from '../devices/devices.js';
import { nativeRuntime } from '../runtimes/native.js';
import type { LoadedRuntime } from '../runtimes/runtime.js';

test('of a saturated sigmoid the gradient is small, and right to its last digits', async () => {
  const { runtime } = (await nativeRuntime.load()) as LoadedRuntime;
  const y = Float32Array.from({ length: 24 }, (_, i) => 1 - 3 * 2 ** -(i + 2));
  const shape = [1, y.length];
  const gradient = { kind: 'sigmoidGradient', path: 'layer', inputs: ['dy', 'y'], outputs: ['dx'] } as unknown as StepOperation;
  const inputs = { dy: { shape, data: new Float32Array(y.length).fill(1) }, y: { shape, data: y } };
  const results = await runOperation({ operations: [gradient], inputs, outputs: { dx: shape } }, { device: devices.cpu, runtime });
  const { received, expected } = results['dx']!;
  for (const [i, slope] of expected.entries()) expect(Math.abs(received[i]! - slope), `y = ${y[i]}`).toBeLessThanOrEqual(2e-7 * slope);
});

test('of a hair below zero ELU leaves that hair, as e to it less one, not what rounding leaves of one', async () => {
  const { runtime } = (await nativeRuntime.load()) as LoadedRuntime;
  const x = Float32Array.from({ length: 40 }, (_, i) => 3 * (i % 2 === 0 ? -1 : 1) * 10 ** -(i / 4));
  const shape = [1, x.length];
  const elu = { kind: 'elu', path: 'layer', inputs: ['x'], outputs: ['y'] } as unknown as StepOperation;
  const results = await runOperation({ operations: [elu], inputs: { x: { shape, data: x } }, outputs: { y: shape } }, { device: devices.cpu, runtime });
  const { received } = results['y']!;
  for (const [i, value] of x.entries()) expect(Math.abs(received[i]! / (value > 0 ? value : Math.expm1(value)) - 1), `x = ${value}`).toBeLessThanOrEqual(4e-7);
});
