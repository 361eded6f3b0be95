import type { MultiplyOp } from '@archetype/spec';
import type { SumSpatialOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** `[N, 1, 1, C]` stretches over height and width as TensorFlow's own broadcasting has it. */
export const multiply: Kernel<MultiplyOp> =
  (_, { workspace }) =>
  (a, b) => [workspace.run('Multiply', { a, b })];

/** The mean of one window as large as the image, times its size: pooling is faster than a sum over inner axes. */
export const sumSpatial: Kernel<SumSpatialOp> =
  (_, { workspace }) =>
  (dy) => {
    const [, height, width] = dy.shape as [number, number, number, number];
    if (height === 1 && width === 1) return [workspace.alias(dy)];
    return [
      formula(workspace, ({ multiply }) =>
        multiply(workspace.run('AvgPool', { x: dy }, { filterSize: [height, width], strides: [1, 1], pad: 'valid' }), height * width),
      ),
    ];
  };
