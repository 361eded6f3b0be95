import type { LeakyReluOp } from '@archetype/spec';
import type { LeakyReluGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = x where x > 0, negativeSlope·x elsewhere. */
export const leakyRelu: Kernel<LeakyReluOp> = (operation, inputs, outputs) =>
  elementwise((x) => (x > 0 ? x : operation.negativeSlope * x))(operation, inputs, outputs);

/** dx = dy where x > 0, negativeSlope·dy elsewhere. */
export const leakyReluGradient: Kernel<LeakyReluGradientOp> = (operation, inputs, outputs) =>
  elementwise2((dy, x) => (x > 0 ? dy : operation.negativeSlope * dy))(operation, inputs, outputs);
