import { ninBlock } from '../blocks/ninBlock.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { defineModel } from '../model.js';

/** Network in network: no linear layer, one channel a class. Lin, Chen and Yan 2013, https://arxiv.org/abs/1312.4400 */
export const nin = defineModel({
  name: 'nin',
  input: [1, 224, 224],
  layers: [
    ninBlock({ outChannels: 96, kernelSize: 11, stride: 4 }),
    maxPool2d({ kernelSize: 3, stride: 2 }),
    ninBlock({ outChannels: 256, kernelSize: 5, padding: 2 }),
    maxPool2d({ kernelSize: 3, stride: 2 }),
    ninBlock({ outChannels: 384, kernelSize: 3, padding: 1 }),
    maxPool2d({ kernelSize: 3, stride: 2 }),
    dropout({ rate: 0.5 }),
    ninBlock({ outChannels: 10, kernelSize: 3, padding: 1 }),
    globalAvgPool2d(),
    flatten(),
  ],
});
