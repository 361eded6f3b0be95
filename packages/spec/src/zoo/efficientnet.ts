import { invertedResidual } from '../blocks/invertedResidual.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { silu } from '../layers/silu.js';
import { defineModel } from '../model.js';

/** Table 1 of the paper: expansion, kernel, channels, blocks, stride of the first block. */
const stages = [
  [1, 3, 16, 1, 1],
  [6, 3, 24, 2, 2],
  [6, 5, 40, 2, 2],
  [6, 3, 80, 3, 2],
  [6, 5, 112, 3, 1],
  [6, 5, 192, 4, 2],
  [6, 3, 320, 1, 1],
] as const;

function blocks(): readonly Layer[] {
  let inChannels = 32;
  return stages.flatMap(([expansion, kernelSize, outChannels, count, firstStride]) =>
    Array.from({ length: count }, (_, i) => {
      const stride = i === 0 ? firstStride : 1;
      const squeezed = inChannels / 4;
      const block = invertedResidual({ inChannels, outChannels, expansion, kernelSize, stride, squeezed, activation: silu() });
      inChannels = outChannels;
      return block;
    }),
  );
}

/**
 * EfficientNet-B0. Tan and Le 2019, https://arxiv.org/abs/1905.11946. The format has no stochastic depth, which the paper's recipe
 * drops blocks with while training; the trained network is the same.
 */
export const efficientnetB0 = defineModel({
  name: 'efficientnet-b0',
  input: [3, 224, 224],
  layers: [
    conv2d({ outChannels: 32, kernelSize: 3, stride: 2, padding: 1, bias: false }),
    batchNorm(),
    silu(),
    ...blocks(),
    conv2d({ outChannels: 1280, kernelSize: 1, bias: false }),
    batchNorm(),
    silu(),
    globalAvgPool2d(),
    flatten(),
    dropout({ rate: 0.2 }),
    linear({ outFeatures: 1000, name: 'head' }),
  ],
});
