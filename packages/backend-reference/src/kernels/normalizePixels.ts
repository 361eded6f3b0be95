import type { NormalizePixels } from '@archetype/spec';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** y[n,c,h,w] = (pixels / 255 − mean[c]) / std[c]; without mean and std, pixels / 255. */
export const normalizePixels: Kernel<NormalizePixels> = ({ mean, std }, [pixels], [y]) => {
  const [, channels, height, width] = sizesOf(pixels);
  for (let at = 0; at < y.data.length; at++) {
    const c = Math.floor(at / (height * width)) % channels;
    y.data[at] = (pixels.data[at]! / 255 - (mean?.[c] ?? 0)) / (std?.[c] ?? 1);
  }
};
