import type { GlobalAvgPool2dOp } from '@archetype/spec';
import type { GlobalAvgPool2dGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** y[n,c] = Σ_h,w x[n,c,h,w] / (H·W). */
export const globalAvgPool2d: Kernel<GlobalAvgPool2dOp> = (_operation, [x], [y]) => {
  const [, , height, width] = sizesOf(x);
  const area = height * width;
  for (let plane = 0; plane < y.data.length; plane++) {
    let sum = 0;
    for (let at = plane * area; at < (plane + 1) * area; at++) sum += x.data[at]!;
    y.data[plane] = sum / area;
  }
};

/** dx[n,c,h,w] = dy[n,c] / (H·W). */
export const globalAvgPool2dGradient: Kernel<GlobalAvgPool2dGradientOp> = (_operation, [dy], [dx]) => {
  const [, , height, width] = sizesOf(dx);
  const area = height * width;
  for (let at = 0; at < dx.data.length; at++) dx.data[at] = dy.data[Math.floor(at / area)]! / area;
};
