import type { LinearOp } from '@archetype/spec';
import type { LinearInputGradientOp, LinearWeightGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** y[n,o] = bias[o] + Σ_i x[n,i] · weight[o,i]. */
export const linear: Kernel<LinearOp> = (_operation, [x, weight, bias], [y]) => {
  const [batch, inFeatures] = sizesOf(x);
  const [outFeatures] = sizesOf(weight);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outFeatures; o++) {
      let sum = bias?.data[o] ?? 0;
      for (let i = 0; i < inFeatures; i++) sum += x.data[n * inFeatures + i]! * weight.data[o * inFeatures + i]!;
      y.data[n * outFeatures + o] = sum;
    }
  }
};

/** dx[n,i] = Σ_o dy[n,o] · weight[o,i]. */
export const linearInputGradient: Kernel<LinearInputGradientOp> = (_operation, [dy, weight], [dx]) => {
  const [batch, outFeatures] = sizesOf(dy);
  const [, inFeatures] = sizesOf(weight);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outFeatures; o++) {
      for (let i = 0; i < inFeatures; i++) dx.data[n * inFeatures + i]! += dy.data[n * outFeatures + o]! * weight.data[o * inFeatures + i]!;
    }
  }
};

/** dWeight[o,i] = Σ_n dy[n,o] · x[n,i]. */
export const linearWeightGradient: Kernel<LinearWeightGradientOp> = (_operation, [dy, x], [dWeight]) => {
  const [batch, outFeatures] = sizesOf(dy);
  const [, inFeatures] = sizesOf(x);
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outFeatures; o++) {
      for (let i = 0; i < inFeatures; i++) dWeight.data[o * inFeatures + i]! += dy.data[n * outFeatures + o]! * x.data[n * inFeatures + i]!;
    }
  }
};
