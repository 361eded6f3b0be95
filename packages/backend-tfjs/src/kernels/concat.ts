import type { ConcatOp } from '@archetype/spec';
import type { SliceChannelsOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** Channels are the device's last axis. */
export const concat: Kernel<ConcatOp> =
  ({ inputs: [first] }, { workspace, shape }) => {
    const axis = shape(first!).length - 1;
    return (...parts) => [workspace.run('Concat', parts, { axis })];
  };

/** Channels are the device's last axis. */
export const sliceChannels: Kernel<SliceChannelsOp> =
  ({ start, end }, { workspace }) =>
  (dy) => {
    const outer = dy.shape.slice(0, -1);
    return [workspace.run('Slice', { x: dy }, { begin: [...outer.map(() => 0), start], size: [...outer, end - start] })];
  };
