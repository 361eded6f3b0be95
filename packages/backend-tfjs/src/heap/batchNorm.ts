import type { BatchNormInferenceOp, BatchNormOp } from '@archetype/spec';
import type { BatchNormGradientOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';
import { channelSums } from './channelSums.js';
import { normalize } from './normalize.js';

/** Mean, then variance about it, both in double precision. */
export const batchNorm: Kernel<BatchNormOp, HeapContext> =
  ({ eps }, { workspace, heap }) =>
  (x, weight?, bias?) =>
    workspace.tidy(() => {
      const channels = x.shape.at(-1)!;
      const mean = workspace.adopt(heap.allocate([channels]));
      const variance = workspace.adopt(heap.allocate([channels]));
      const values = heap.float32(x);
      const count = values.length / channels;
      const means = channelSums(values, channels).map((sum) => sum / count);
      const squares = new Float64Array(channels);
      for (let at = 0; at < values.length; at += channels)
        for (let c = 0; c < channels; c += 1) {
          const deviation = values[at + c]! - means[c]!;
          squares[c]! += deviation * deviation;
        }
      heap.float32(mean).set(means);
      heap.float32(variance).set(squares.map((sum) => sum / count));
      return [normalize(workspace, heap, { x, mean, variance, weight, bias, eps }), mean, variance];
    });

export const batchNormInference: Kernel<BatchNormInferenceOp, HeapContext> =
  ({ eps }, { workspace, heap }) =>
  (x, mean, variance, weight?, bias?) => [normalize(workspace, heap, { x, mean, variance, weight, bias, eps })];

/** Both sums in one pass, dx in another. */
export const batchNormGradient: Kernel<BatchNormGradientOp, HeapContext> =
  ({ eps, outputs }, { workspace, heap }) =>
  (dy, x, mean, variance, weight?) => {
    const channels = x.shape.at(-1)!;
    const dx = workspace.adopt(heap.allocate(x.shape));
    const sums = outputs.length === 1 ? [] : [0, 1].map(() => workspace.adopt(heap.allocate([channels])));
    const [dys, xs, means, variances, result] = [dy, x, mean, variance, dx].map(heap.float32) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
    const weights = weight && heap.float32(weight);
    const count = xs.length / channels;
    const dBias = new Float64Array(channels);
    const products = new Float64Array(channels);
    for (let at = 0; at < xs.length; at += channels)
      for (let c = 0; c < channels; c += 1) {
        const g = dys[at + c]!;
        dBias[c]! += g;
        products[c]! += g * (xs[at + c]! - means[c]!);
      }
    const inverse = Float64Array.from(variances, (value) => 1 / Math.sqrt(value + eps));
    const scale = inverse.map((value, c) => value * (weights?.[c] ?? 1));
    const constant = dBias.map((sum, c) => (scale[c]! * sum) / count);
    const slope = products.map((sum, c) => (scale[c]! * sum * inverse[c]! ** 2) / count);
    for (let at = 0; at < xs.length; at += channels)
      for (let c = 0; c < channels; c += 1)
        result[at + c] = scale[c]! * dys[at + c]! - constant[c]! - slope[c]! * (xs[at + c]! - means[c]!);
    const [dWeight, dBiasTensor] = sums;
    if (dWeight === undefined || dBiasTensor === undefined) return [dx];
    heap.float32(dWeight).set(products.map((sum, c) => sum * inverse[c]!));
    heap.float32(dBiasTensor).set(dBias);
    return [dx, dWeight, dBiasTensor];
  };
