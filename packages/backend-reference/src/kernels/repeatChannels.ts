import type { RepeatChannels } from '@archetype/spec';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** y[n,c,h,w] = x[n,0,h,w]. */
export const repeatChannels: Kernel<RepeatChannels> = (_operation, [x], [y]) => {
  const [batch, channels, height, width] = sizesOf(y);
  const area = height * width;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c++) y.data.set(x.data.subarray(n * area, (n + 1) * area), (n * channels + c) * area);
  }
};
