import type { OutputActivationGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** dy where y > 0 */
export const reluGradient: Kernel<OutputActivationGradientOp<'relu'>> =
  (_, { workspace }) =>
  (dy, y) => [workspace.run('ReluGrad', { dy, y })];

/** dy·y·(1 − y) */
export const sigmoidGradient: Kernel<OutputActivationGradientOp<'sigmoid'>> =
  (_, { workspace }) =>
  (dy, y) => [workspace.run('SigmoidGrad', { dy, y })];

/** dy·(1 − y²) */
export const tanhGradient: Kernel<OutputActivationGradientOp<'tanh'>> =
  (_, { workspace }) =>
  (dy, y) => [workspace.run('TanhGrad', { dy, y })];
