import { expect, test } from 'vitest';
import { placementOf } from './operators.js';
import { webgpu } from './webgpu.js';

const value = (shape: readonly number[]) => ({ id: 0, shape, elementType: 'float32', origin: { kind: 'input', name: 'x' } }) as const;

/** What ONNX Runtime 1.30 makes of each beside the reference engine, on SwiftShader: `webgpu.test.ts` has some of these whole. */
test.each([
  { channels: 3, outputs: 4, right: true },
  { channels: 6, outputs: 4, right: false },
  { channels: 6, outputs: 16, right: false },
  { channels: 6, outputs: 7, right: true },
  { channels: 9, outputs: 4, right: false },
  { channels: 10, outputs: 4, right: true },
  { channels: 12, outputs: 4, right: true },
  { channels: 15, outputs: 8, right: false },
])('Conv of $channels channels to $outputs', ({ channels, outputs, right }) => {
  const conv = { operator: 'Conv', inputs: [value([2, channels, 7, 7]), value([outputs, channels, 3, 3])] };
  expect(placementOf(conv, webgpu)).toBe(right ? 'device' : 'none');
});
