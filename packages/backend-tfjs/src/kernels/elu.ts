import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

export const elu: Kernel<PlainActivationOp<'elu'>> =
  (_, { workspace }) =>
  (x) => [workspace.run('Elu', { x })];

/** dy where y > 0, dy·(y + 1) elsewhere */
export const eluGradient: Kernel<OutputActivationGradientOp<'elu'>> =
  (_, { workspace }) =>
  (dy, y) => [workspace.run('EluGrad', { dy, y })];
