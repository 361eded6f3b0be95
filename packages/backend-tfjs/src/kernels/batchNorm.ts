import type { BatchNormInferenceOp, BatchNormOp } from '@archetype/spec';
import type { BatchNormGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';
import { normalize } from '../normalize.js';

/** Statistics over every axis but the last, in two passes. */
export const batchNorm: Kernel<BatchNormOp> =
  ({ eps }, { workspace }) =>
  (x, weight?, bias?) =>
    workspace.tidy(() => {
      const axis = x.shape.slice(0, -1).map((_, index) => index);
      const mean = workspace.run('Mean', { x }, { axis, keepDims: false });
      const deviation = formula(workspace, ({ squaredDifference }) => squaredDifference(x, mean));
      const variance = workspace.run('Mean', { x: deviation }, { axis, keepDims: false });
      return [normalize(workspace, { x, mean, variance, weight, bias, eps }), mean, variance];
    });

export const batchNormInference: Kernel<BatchNormInferenceOp> =
  ({ eps }, { workspace }) =>
  (x, mean, variance, weight?, bias?) => [normalize(workspace, { x, mean, variance, weight, bias, eps })];

/** dx = weight/σ · (dy − dBias/m − x̂·dWeight/m), σ = √(variance + eps) */
export const batchNormGradient: Kernel<BatchNormGradientOp> =
  ({ eps, outputs }, { workspace }) =>
  (dy, x, mean, variance, weight?) =>
    workspace.tidy(() => {
      const axis = x.shape.slice(0, -1).map((_, index) => index);
      const count = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const sum = (tensor: typeof x) => workspace.run('Sum', { x: tensor }, { axis, keepDims: false });
      const deviation = formula(workspace, ({ add, squareRoot }) => squareRoot(add(variance, eps)));
      const normalized = formula(workspace, ({ subtract, divide }) => divide(subtract(x, mean), deviation));
      const dBias = sum(dy);
      const dWeight = sum(formula(workspace, ({ multiply }) => multiply(dy, normalized)));
      const dx = formula(workspace, ({ multiply, divide, subtract }) => {
        const centred = subtract(subtract(dy, divide(dBias, count)), multiply(normalized, divide(dWeight, count)));
        return multiply(centred, divide(weight ?? 1, deviation));
      });
      return outputs.length === 1 ? [dx] : [dx, dWeight, dBias];
    });
