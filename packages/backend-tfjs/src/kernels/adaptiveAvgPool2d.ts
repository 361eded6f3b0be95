import type { AdaptiveAvgPool2dOp } from '@archetype/spec';
import type { AdaptiveAvgPool2dGradientOp } from '@archetype/training';
import { averagingMatrix } from '../averaging.js';
import type { Kernel } from '../kernel.js';
import { imageOf } from '../window.js';

/** One matrix, the same for every image and channel. */
export const adaptiveAvgPool2d: Kernel<AdaptiveAvgPool2dOp> = (operation, { workspace, shape }) => {
  const [n, height, width, channels] = imageOf(shape(operation.inputs[0]));
  const matrix = averagingMatrix(workspace, operation, [height, width], false);
  const output = imageOf(shape(operation.outputs[0]));
  return (x) =>
    workspace.tidy(() => {
      const b = workspace.alias(x, [n, height * width, channels]);
      const y = workspace.run('BatchMatMul', { a: matrix, b }, { transposeA: false, transposeB: false });
      return [workspace.alias(y, output)];
    });
};

/** The same matrix, transposed. */
export const adaptiveAvgPool2dGradient: Kernel<AdaptiveAvgPool2dGradientOp> = (operation, { workspace, shape }) => {
  const image = imageOf(shape(operation.outputs[0]));
  const [n, height, width, channels] = image;
  const matrix = averagingMatrix(workspace, operation, [height, width], true);
  const outputs = operation.rowWindows.length * operation.columnWindows.length;
  return (dy) =>
    workspace.tidy(() => {
      const b = workspace.alias(dy, [n, outputs, channels]);
      const dx = workspace.run('BatchMatMul', { a: matrix, b }, { transposeA: false, transposeB: false });
      return [workspace.alias(dx, image)];
    });
};
