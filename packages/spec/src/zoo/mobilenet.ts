import { invertedResidual } from '../blocks/invertedResidual.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { relu } from '../layers/relu.js';
import { defineModel } from '../model.js';

/** Table 2 of the paper: expansion, channels, blocks, stride of the first block. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

function blocks(): readonly Layer[] {
  let inChannels = 32;
  return stages.flatMap(([expansion, outChannels, count, firstStride]) =>
    Array.from({ length: count }, (_, i) => {
      const stride = i === 0 ? firstStride : 1;
      const block = invertedResidual({ inChannels, outChannels, expansion, kernelSize: 3, stride, activation: relu() });
      inChannels = outChannels;
      return block;
    }),
  );
}

/**
 * MobileNetV2, width 1. Sandler et al. 2018, https://arxiv.org/abs/1801.04381. The format has no ReLU6, so ReLU stands for it;
 * weights and shapes are those of the paper.
 */
export const mobilenetV2 = defineModel({
  name: 'mobilenet-v2',
  input: [3, 224, 224],
  layers: [
    conv2d({ outChannels: 32, kernelSize: 3, stride: 2, padding: 1, bias: false }),
    batchNorm(),
    relu(),
    ...blocks(),
    conv2d({ outChannels: 1280, kernelSize: 1, bias: false }),
    batchNorm(),
    relu(),
    globalAvgPool2d(),
    flatten(),
    dropout({ rate: 0.2 }),
    linear({ outFeatures: 1000, name: 'head' }),
  ],
});
