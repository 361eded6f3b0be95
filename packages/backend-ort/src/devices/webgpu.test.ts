import { expect, test } from 'vitest';
import { placementOf } from './operators.js';
import { webgpu } from './webgpu.js';

const value = (shape: readonly number[]) => ({ id: 0, shape, elementType: 'float32', origin: { kind: 'input', name: 'x' } }) as const;
const placed = (operator: string, x: readonly number[], weight: readonly number[], group: number) =>
  placementOf({ operator, inputs: [value(x), value(weight)], attributes: { group: { int: group } } }, webgpu);

// What ONNX Runtime 1.30 makes of each beside its CPU provider, on SwiftShader; `../webgpu.test.ts` has some of these whole.

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
  expect(placed('Conv', [2, channels, 7, 7], [outputs, channels, 3, 3], 1)).toBe(right ? 'device' : 'none');
});

test.each([
  { groups: 2, outputs: 4, right: true },
  { groups: 2, outputs: 5, right: false },
  { groups: 2, outputs: 7, right: false },
  { groups: 2, outputs: 8, right: true },
  { groups: 3, outputs: 5, right: true },
  { groups: 3, outputs: 6, right: true },
  { groups: 3, outputs: 9, right: true },
  { groups: 4, outputs: 6, right: false },
  { groups: 4, outputs: 9, right: false },
  { groups: 4, outputs: 12, right: true },
])('Conv in $groups groups of $outputs outputs', ({ groups, outputs, right }) => {
  expect(placed('Conv', [2, groups, 7, 7], [groups * outputs, 1, 3, 3], groups)).toBe(right ? 'device' : 'none');
});

test.each([
  { groups: 1, inputs: 4, outputs: 1, right: true },
  { groups: 2, inputs: 4, outputs: 1, right: false },
  { groups: 2, inputs: 5, outputs: 1, right: true },
  { groups: 3, inputs: 2, outputs: 1, right: false },
  { groups: 3, inputs: 2, outputs: 3, right: true },
  { groups: 4, inputs: 8, outputs: 1, right: false },
])('ConvTranspose in $groups groups of $inputs inputs and $outputs outputs', ({ groups, inputs, outputs, right }) => {
  expect(placed('ConvTranspose', [2, groups * inputs, 7, 7], [groups * inputs, outputs, 3, 3], groups)).toBe(right ? 'device' : 'none');
});
