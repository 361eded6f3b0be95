import type { BatchNormInferenceOp, BatchNormOp } from '@archetype/spec';
import type { BatchNormGradientOp } from '@archetype/training';
import { forEachInChannel, sumOverChannel } from '../channel.js';
import type { Kernel } from '../kernel.js';
import { sizesOf, type Tensor } from '../tensor.js';

/** Per channel: mean, biased variance in two passes, y = (x − mean) / √(variance + eps) · weight + bias. */
export const batchNorm: Kernel<BatchNormOp> = ({ eps }, [x, weight, bias], [y, mean, variance]) => {
  const sizes = sizesOf(x);
  const count = x.data.length / sizes[1];
  for (let c = 0; c < sizes[1]; c++) {
    const center = sumOverChannel(sizes, c, (at) => x.data[at]!) / count;
    mean.data[c] = center;
    variance.data[c] = sumOverChannel(sizes, c, (at) => (x.data[at]! - center) ** 2) / count;
  }
  normalize(eps, x, mean, variance, weight, bias, y);
};

/** y = (x − runningMean) / √(runningVariance + eps) · weight + bias. */
export const batchNormInference: Kernel<BatchNormInferenceOp> = ({ eps }, [x, runningMean, runningVariance, weight, bias], [y]) => {
  normalize(eps, x, runningMean, runningVariance, weight, bias, y);
};

/** dBias = Σ dy, dWeight = Σ dy·x̂, dx = weight/√(variance + eps) · (dy − dBias/m − x̂·dWeight/m), where m = N·H·W. */
export const batchNormGradient: Kernel<BatchNormGradientOp> = ({ eps }, [dy, x, mean, variance, weight], [dx, dWeight, dBias]) => {
  const sizes = sizesOf(x);
  const count = x.data.length / sizes[1];
  for (let c = 0; c < sizes[1]; c++) {
    const center = mean.data[c]!;
    const deviation = Math.sqrt(variance.data[c]! + eps);
    const normalized = (at: number): number => (x.data[at]! - center) / deviation;
    const sumDy = sumOverChannel(sizes, c, (at) => dy.data[at]!);
    const sumDyX = sumOverChannel(sizes, c, (at) => dy.data[at]! * normalized(at));
    const scale = (weight?.data[c] ?? 1) / deviation;
    forEachInChannel(sizes, c, (at) => {
      dx.data[at] = scale * (dy.data[at]! - sumDy / count - (normalized(at) * sumDyX) / count);
    });
    if (dWeight !== undefined) dWeight.data[c] = sumDyX;
    if (dBias !== undefined) dBias.data[c] = sumDy;
  }
};

function normalize(
  eps: number,
  x: Tensor,
  mean: Tensor,
  variance: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  y: Tensor,
): void {
  const sizes = sizesOf(x);
  for (let c = 0; c < sizes[1]; c++) {
    const center = mean.data[c]!;
    const deviation = Math.sqrt(variance.data[c]! + eps);
    const scale = weight?.data[c] ?? 1;
    const shift = bias?.data[c] ?? 0;
    forEachInChannel(sizes, c, (at) => {
      y.data[at] = ((x.data[at]! - center) / deviation) * scale + shift;
    });
  }
}
