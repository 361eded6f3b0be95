import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

export const softplus: Kernel<PlainActivationOp<'softplus'>> =
  (_, { workspace }) =>
  (x) => [workspace.run('Softplus', { x })];

/** dy·σ(x) */
export const softplusGradient: Kernel<InputActivationGradientOp<'softplus'>> =
  (_, { workspace }) =>
  (dy, x) => [formula(workspace, ({ multiply, sigmoid }) => multiply(dy, sigmoid(x)))];
