import type { DropoutOp } from '@archetype/spec';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** x·mask / (1 − rate) */
export const dropout: Kernel<DropoutOp> =
  ({ rate }, { workspace }) =>
  (x, mask) => [formula(workspace, ({ multiply, float }) => multiply(x, multiply(float(mask), 1 / (1 - rate))))];
