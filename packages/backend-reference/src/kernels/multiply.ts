import type { MultiplyOp } from '@archetype/spec';
import type { SumSpatialOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** y = a · b; a factor `[N, C, 1, 1]` is stretched over height and width. */
export const multiply: Kernel<MultiplyOp> = (_operation, [a, b], [y]) => {
  const strideOfA = y.data.length / a.data.length;
  const strideOfB = y.data.length / b.data.length;
  for (let at = 0; at < y.data.length; at++) {
    y.data[at] = a.data[Math.floor(at / strideOfA)]! * b.data[Math.floor(at / strideOfB)]!;
  }
};

/** dx[n,c] = Σ_h,w dy[n,c,h,w]: the adjoint of that stretching. */
export const sumSpatial: Kernel<SumSpatialOp> = (_operation, [dy], [dx]) => {
  const [, , height, width] = sizesOf(dy);
  for (let at = 0; at < dy.data.length; at++) dx.data[Math.floor(at / (height * width))]! += dy.data[at]!;
};
