import type { LinearInputGradientOp, LinearWeightGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

const product = { transposeA: false, transposeB: false };

/** dxᵀ `[I, N]` = weight `[I, O]` · dyᵀ `[O, N]`: activations are turned, which are small against weights; a transposing product is slow. */
export const linearInputGradient: Kernel<LinearInputGradientOp> =
  (_, { workspace }) =>
  (dy, weight) =>
    workspace.tidy(() => {
      const b = workspace.run('Transpose', { x: dy }, { perm: [1, 0] });
      const turned = workspace.run('BatchMatMul', { a: weight, b }, product);
      return [workspace.run('Transpose', { x: turned }, { perm: [1, 0] })];
    });

/** dWeight `[I, O]` = xᵀ `[I, N]` · dy `[N, O]` */
export const linearWeightGradient: Kernel<LinearWeightGradientOp> =
  (_, { workspace }) =>
  (dy, x) =>
    workspace.tidy(() => {
      const a = workspace.run('Transpose', { x }, { perm: [1, 0] });
      return [workspace.run('BatchMatMul', { a, b: dy }, product)];
    });
