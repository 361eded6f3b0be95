import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

export const tanh: Kernel<PlainActivationOp<'tanh'>> =
  (_, { workspace }) =>
  (x) => [workspace.run('Tanh', { x })];

/** dy·(1 − y²) */
export const tanhGradient: Kernel<OutputActivationGradientOp<'tanh'>> =
  (_, { workspace }) =>
  (dy, y) => [formula(workspace, ({ multiply, subtract }) => multiply(dy, subtract(1, multiply(y, y))))];
