import type { AddOp } from '@archetype/spec';
import { elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = a + b. */
export const add: Kernel<AddOp> = elementwise2((a, b) => a + b);
