import type { FlattenOp } from '@archetype/spec';
import type { UnflattenOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** `[N, C, H, W]` → `[N, C·H·W]`: the same values in the same order. */
export const flatten: Kernel<FlattenOp> = (_operation, [x], [y]) => y.data.set(x.data);

/** `[N, C·H·W]` → `[N, C, H, W]`. */
export const unflatten: Kernel<UnflattenOp> = (_operation, [dy], [dx]) => dx.data.set(dy.data);
