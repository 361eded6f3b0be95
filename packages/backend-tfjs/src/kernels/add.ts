import type { AddOp } from '@archetype/spec';
import type { Kernel } from '../kernel.js';

export const add: Kernel<AddOp> =
  (_, { workspace }) =>
  (a, b) => [workspace.run('Add', { a, b })];
