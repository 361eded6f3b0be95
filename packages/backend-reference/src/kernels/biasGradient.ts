import type { BiasGradientOp } from '@archetype/training';
import { sumOverChannel } from '../channel.js';
import type { Kernel } from '../kernel.js';
import { sizesOf } from '../tensor.js';

/** dBias[c] = Σ dy over every axis but 1. */
export const biasGradient: Kernel<BiasGradientOp> = (_operation, [dy], [dBias]) => {
  for (let c = 0; c < dBias.data.length; c++) dBias.data[c] = sumOverChannel(sizesOf(dy), c, (at) => dy.data[at]!);
};
