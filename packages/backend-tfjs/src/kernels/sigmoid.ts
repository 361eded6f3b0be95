import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

export const sigmoid: Kernel<PlainActivationOp<'sigmoid'>> =
  (_, { workspace }) =>
  (x) => [workspace.run('Sigmoid', { x })];

/** dy·y·(1 − y) */
export const sigmoidGradient: Kernel<OutputActivationGradientOp<'sigmoid'>> =
  (_, { workspace }) =>
  (dy, y) => [formula(workspace, ({ multiply, subtract }) => multiply(multiply(dy, y), subtract(1, y)))];
