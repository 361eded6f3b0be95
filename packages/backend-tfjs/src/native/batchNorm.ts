import type { BatchNormOp } from '@archetype/spec';
import type { BatchNormGradientOp } from '@archetype/training';
import type { Kernel, KernelContext } from '../kernel.js';
import type { Tensor } from '../tensor.js';

/** Normalisation and its statistics in one kernel. */
export const batchNorm: Kernel<BatchNormOp> = ({ eps, inputs: [xName] }, context) => {
  const { workspace, shape } = context;
  const [ones, zeros] = [filled(context, shape(xName)[1]!, 1), filled(context, shape(xName)[1]!, 0)];
  return (x, weight = ones, bias = zeros) =>
    workspace.tidy(() => {
      const [y, mean, variance] = workspace.runAll('FusedBatchNormV3', { x: asImage(context, x), scale: weight, offset: bias }, { epsilon: eps });
      return [workspace.alias(y!, x.shape), mean!, variance!];
    });
};

/** All three gradients in one kernel. */
export const batchNormGradient: Kernel<BatchNormGradientOp> = ({ eps, inputs: [, xName], outputs }, context) => {
  const { workspace, shape } = context;
  const ones = filled(context, shape(xName)[1]!, 1);
  return (dy, x, mean, variance, weight = ones) =>
    workspace.tidy(() => {
      const operands = { dy: asImage(context, dy), x: asImage(context, x), scale: weight, mean, variance };
      const [dx, dWeight, dBias] = workspace.runAll('FusedBatchNormGradV3', operands, { epsilon: eps });
      const shaped = workspace.alias(dx!, x.shape);
      return outputs.length === 1 ? [shaped] : [shaped, dWeight!, dBias!];
    });
};

/** `[N, F]` as `[N, 1, 1, F]`. */
function asImage({ workspace }: KernelContext, x: Tensor): Tensor {
  const [n, channels] = x.shape;
  return workspace.alias(x, x.shape.length === 2 ? [n!, 1, 1, channels!] : x.shape);
}

function filled({ workspace }: KernelContext, size: number, value: number): Tensor {
  return workspace.constant(`${size} of ${value}`, [size], () => new Float32Array(size).fill(value));
}
