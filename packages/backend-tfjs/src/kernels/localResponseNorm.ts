import type { LocalResponseNormOp } from '@archetype/spec';
import type { LocalResponseNormGradientOp } from '@archetype/training';
import { channelBand, mixChannels } from '../channelBand.js';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** x·(k + alpha/size·Σ x²)^−beta. The sums are a product with a band matrix, for TensorFlow's LRN knows odd sizes only. */
export const localResponseNorm: Kernel<LocalResponseNormOp> = ({ size, alpha, beta, k, inputs }, { workspace, shape }) => {
  const band = channelBand(workspace, shape(inputs[0])[1]!, size, false);
  return (x) => [
    formula(workspace, ({ add, multiply, power }) => {
      const sums = mixChannels(workspace, multiply(x, x), band);
      return multiply(x, power(add(multiply(sums, alpha / size), k), -beta));
    }),
  ];
};

/** With s = k + alpha/size·Σ x²: dx = dy·s^−beta − 2·alpha·beta/size · x · Σ dy·x·s^(−beta − 1) over the sums that x is part of. */
export const localResponseNormGradient: Kernel<LocalResponseNormGradientOp> = ({ size, alpha, beta, k, inputs }, { workspace, shape }) => {
  const channels = shape(inputs[1])[1]!;
  const band = channelBand(workspace, channels, size, false);
  const bandTransposed = channelBand(workspace, channels, size, true);
  return (dy, x) => [
    formula(workspace, ({ add, subtract, multiply, divide, power }) => {
      const s = add(multiply(mixChannels(workspace, multiply(x, x), band), alpha / size), k);
      const direct = multiply(dy, power(s, -beta));
      const shared = mixChannels(workspace, divide(multiply(direct, x), s), bandTransposed);
      return subtract(direct, multiply(multiply(x, shared), (2 * alpha * beta) / size));
    }),
  ];
};
