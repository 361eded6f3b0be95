import type { DropoutOp } from '@archetype/spec';
import { elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = x · mask / (1 − rate). Its gradient is the same operation on dy. */
export const dropout: Kernel<DropoutOp> = (operation, inputs, outputs) =>
  elementwise2((x, mask) => (x * mask) / (1 - operation.rate))(operation, inputs, outputs);
