import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

export const relu: Kernel<PlainActivationOp<'relu'>> =
  (_, { workspace }) =>
  (x) => [workspace.run('Relu', { x })];

/** dy where y > 0 */
export const reluGradient: Kernel<OutputActivationGradientOp<'relu'>> =
  (_, { workspace }) =>
  (dy, y) => [formula(workspace, ({ multiply, step }) => multiply(dy, step(y)))];
