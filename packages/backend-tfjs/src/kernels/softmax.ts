import type { SoftmaxOp } from '@archetype/spec';
import type { Kernel } from '../kernel.js';

export const softmax: Kernel<SoftmaxOp> =
  (_, { workspace }) =>
  (logits) => [workspace.run('Softmax', { logits }, { dim: 1 })];
