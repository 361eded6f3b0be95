import type { LeakyReluOp } from '@archetype/spec';
import type { LeakyReluGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

export const leakyRelu: Kernel<LeakyReluOp> =
  ({ negativeSlope }, { workspace }) =>
  (x) => [workspace.run('LeakyRelu', { x }, { alpha: negativeSlope })];

/** dy where x > 0, negativeSlope·dy elsewhere */
export const leakyReluGradient: Kernel<LeakyReluGradientOp> =
  ({ negativeSlope }, { workspace }) =>
  (dy, x) => [formula(workspace, ({ multiply, step }) => multiply(dy, step(x, negativeSlope)))];
