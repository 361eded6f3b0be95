import type { GlobalAvgPool2dOp } from '@archetype/spec';
import type { GlobalAvgPool2dGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** One window as large as the image: `[N, H, W, C]` → `[N, 1, 1, C]`. */
export const globalAvgPool2d: Kernel<GlobalAvgPool2dOp> =
  (_, { workspace }) =>
  (x) => {
    const [, height, width] = x.shape;
    if (height === 1 && width === 1) return [workspace.alias(x)];
    return [workspace.run('AvgPool', { x }, { filterSize: [height, width], strides: [1, 1], pad: 'valid' })];
  };

/** dy/(H·W), stretched over height and width. */
export const globalAvgPool2dGradient: Kernel<GlobalAvgPool2dGradientOp> = ({ outputs: [dx] }, { workspace, shape }) => {
  const [, , height, width] = shape(dx) as readonly [number, number, number, number];
  const share = workspace.constant(`share ${height}×${width}`, [1, height, width, 1], () =>
    new Float32Array(height * width).fill(1 / (height * width)),
  );
  return (dy) => [formula(workspace, ({ multiply }) => multiply(dy, share))];
};
