import type { ConcatOp } from '@archetype/spec';
import type { SliceChannelsOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** Joins along the channels: of each sample, the first input's channels, then the second's, … */
export const concat: Kernel<ConcatOp> = (_operation, inputs, [y]) => {
  const [batch] = sizesOf(y);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (const { data } of inputs) {
      const length = data.length / batch;
      y.data.set(data.subarray(n * length, (n + 1) * length), at);
      at += length;
    }
  }
};

/** Channels `[start, end)` of each sample. */
export const sliceChannels: Kernel<SliceChannelsOp> = ({ start, end }, [dy], [dx]) => {
  const [batch, channels, height, width] = sizesOf(dy);
  const area = height * width;
  for (let n = 0; n < batch; n++) {
    dx.data.set(dy.data.subarray((n * channels + start) * area, (n * channels + end) * area), n * (end - start) * area);
  }
};
