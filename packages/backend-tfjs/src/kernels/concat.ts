import type { ConcatOp } from '@archetype/spec';
import type { SliceChannelsOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { slice } from '../slice.js';

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
    return [slice(workspace, dy, [...outer.map(() => 0), start], [...outer, end - start])];
  };
