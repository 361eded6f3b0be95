import type { Window2d } from '@archetype/spec';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '@archetype/training';
import { distanceFromReference } from '../../testing/agreement.js';
import { createEngine } from '../engine.js';
import { openWasm } from '../engines/wasmInNode.js';

let engine: Engine;
beforeAll(async () => {
  engine = createEngine(await openWasm({ threads: 2 }));
});
afterAll(() => engine.dispose());

const values = (shape: readonly number[], seed: number) =>
  Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => Math.sin(i * i + seed));
const info = (shape: readonly number[]) => ({ shape, elementType: 'float32' }) as const;

// Batches large enough that the sums are taken over bands of output rows: of four, the last of one; and of one, three of which see nothing but padding.
const banded: readonly (readonly [string, Window2d, x: readonly number[], dy: readonly number[]])[] = [
  ['four rows, strided, dilated and padded', { kernelSize: [3, 2], stride: [2, 1], dilation: [1, 2], padding: [2, 0, 1, 3] }, [300, 2, 24, 11], [300, 3, 13, 12]],
  ['one row, some of padding alone', { kernelSize: [1, 1], stride: [1, 1], dilation: [1, 1], padding: [3, 0, 0, 0] }, [1500, 1, 2, 11], [1500, 2, 5, 11]],
];

it.each(banded)('a weight gradient in bands of %s is that of the whole', async (_, window, x, dy) => {
  const dWeight = [dy[1]!, x[1]!, ...window.kernelSize];
  const operation = { kind: 'conv2dWeightGradient', path: 'c', ...window, groups: 1, inputs: ['dy', 'x'], outputs: ['dWeight'] } as const;
  const given = { operation, tensors: { dy: info(dy), x: info(x), dWeight: info(dWeight) }, values: { dy: values(dy, 1), x: values(x, 2) } };
  expect(await distanceFromReference(engine, given)).toBeLessThan(1e-5);
});
