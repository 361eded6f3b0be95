import type { FlattenOp } from '@archetype/spec';
import type { UnflattenOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/**
 * The graph's order is channel outermost, the device's channel innermost. The activations are turned (a small part of a step), so that
 * what follows (linear weights, masks, statistics per feature) has the graph's order without knowing where it came from.
 */
export const flatten: Kernel<FlattenOp> = ({ outputs: [y] }, { workspace, shape }) => {
  const flat = shape(y);
  return (x) => {
    if (x.shape.length === 2) return [workspace.alias(x, flat)];
    const turned = workspace.run('Transpose', { x }, { perm: [0, 3, 1, 2] });
    const result = workspace.alias(turned, flat);
    workspace.release(turned);
    return [result];
  };
};

/** The adjoint of flatten. */
export const unflatten: Kernel<UnflattenOp> = ({ outputs: [dx] }, { workspace, shape }) => {
  const image = shape(dx);
  return (dy) => {
    const view = workspace.alias(dy, image);
    if (image.length === 2) return [view];
    const turned = workspace.run('Transpose', { x: view }, { perm: [0, 2, 3, 1] });
    workspace.release(view);
    return [turned];
  };
};
