import type { LinearOp } from '@archetype/spec';
import type { LinearInputGradientOp, LinearWeightGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import type { Tensor } from '../tensor.js';

/** y `[N, O]` = x `[N, I]` · weight `[I, O]` + bias */
export const linear: Kernel<LinearOp> =
  (_, { workspace }) =>
  (x, weight, bias?) =>
    workspace.tidy(() => {
      const a = workspace.alias(x, [1, ...x.shape]);
      const b = workspace.alias(weight, [1, ...weight.shape]);
      const attributes = { transposeA: false, transposeB: false, activation: 'linear' };
      const product = workspace.run('_FusedMatMul', { a, b, ...(bias !== undefined && { bias }) }, attributes);
      return [workspace.alias(product, product.shape.slice(1))];
    });

/** dx `[N, I]` = dy `[N, O]` · weight `[I, O]`ᵀ; or where that cannot be had, dxᵀ = weight · dyᵀ. */
export const linearInputGradient: Kernel<LinearInputGradientOp> = (_, { workspace }) => {
  if (workspace.device.transposesRightSides !== false)
    return (dy, weight) => [workspace.run('BatchMatMul', { a: dy, b: weight }, { transposeA: false, transposeB: true })];
  const transposed = (x: Tensor): Tensor => workspace.run('Transpose', { x }, { perm: [1, 0] });
  return (dy, weight) => workspace.tidy(() => [transposed(workspace.run('BatchMatMul', { a: weight, b: transposed(dy) }, { transposeA: false, transposeB: false }))]);
};

/** dWeight `[I, O]` = x `[N, I]`ᵀ · dy `[N, O]` */
export const linearWeightGradient: Kernel<LinearWeightGradientOp> =
  (_, { workspace }) =>
  (dy, x) => [workspace.run('BatchMatMul', { a: x, b: dy }, { transposeA: true, transposeB: false })];
