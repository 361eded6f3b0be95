import type { LocalResponseNormOp } from '@archetype/spec';
import type { LocalResponseNormGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';

/** y = x / s^beta, where s is the scale below. */
export const localResponseNorm: Kernel<LocalResponseNormOp> = (operation, [x], [y]) => {
  const scale = scales(operation, x);
  for (let at = 0; at < y.data.length; at++) y.data[at] = x.data[at]! / scale[at]! ** operation.beta;
};

/**
 * x[c] acts on y[c] as a factor, and on every y[c'] whose window holds c through s[c']:
 * dx[c] = dy[c]/s[c]^beta − 2·alpha·beta/size · x[c] · Σ_c' dy[c']·x[c']/s[c']^(beta + 1),
 * c' from c − ⌊(size − 1)/2⌋ to c + ⌊size/2⌋.
 */
export const localResponseNormGradient: Kernel<LocalResponseNormGradientOp> = (operation, [dy, x], [dx]) => {
  const { size, alpha, beta } = operation;
  const scale = scales(operation, x);
  const throughScale = dy.data.map((value, at) => (value * x.data[at]!) / scale[at]! ** (beta + 1));
  const sums = sumOverChannels(throughScale, x, Math.floor((size - 1) / 2), Math.floor(size / 2));
  for (let at = 0; at < dx.data.length; at++) {
    dx.data[at] = dy.data[at]! / scale[at]! ** beta - ((2 * alpha * beta) / size) * x.data[at]! * sums[at]!;
  }
};

/** s[c] = k + alpha/size · Σ_c' x[c']², c' from c − ⌊size/2⌋ to c + ⌊(size − 1)/2⌋. */
function scales({ size, alpha, k }: Pick<LocalResponseNormOp, 'size' | 'alpha' | 'k'>, x: Tensor): Float64Array {
  const squares = x.data.map((value) => value * value);
  const sums = sumOverChannels(squares, x, Math.floor(size / 2), Math.floor((size - 1) / 2));
  return sums.map((sum) => k + (alpha / size) * sum);
}

/** Σ values[c'] over the channels c' from c − before to c + after that exist, for every element of the shape of `like`. */
function sumOverChannels(values: Float64Array, like: Tensor, before: number, after: number): Float64Array {
  const [, channels, height, width] = sizesOf(like);
  const area = height * width;
  return values.map((_value, at) => {
    const channel = Math.floor(at / area) % channels;
    let sum = 0;
    for (let c = Math.max(0, channel - before); c <= Math.min(channels - 1, channel + after); c++) {
      sum += values[at + (c - channel) * area]!;
    }
    return sum;
  });
}
