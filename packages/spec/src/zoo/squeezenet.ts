import { fire } from '../blocks/fire.js';
import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { defineModel } from '../model.js';

const halve = (): Layer => maxPool2d({ kernelSize: 3, stride: 2, ceilMode: true });

/** Iandola et al. 2016, https://arxiv.org/abs/1602.07360, in its authors' cheaper version 1.1. */
export const squeezenet11 = defineModel({
  name: 'squeezenet1.1',
  input: [3, 224, 224],
  layers: [
    conv2d({ outChannels: 64, kernelSize: 3, stride: 2 }),
    relu(),
    halve(),
    fire({ squeeze: 16, expand: 64 }),
    fire({ squeeze: 16, expand: 64 }),
    halve(),
    fire({ squeeze: 32, expand: 128 }),
    fire({ squeeze: 32, expand: 128 }),
    halve(),
    fire({ squeeze: 48, expand: 192 }),
    fire({ squeeze: 48, expand: 192 }),
    fire({ squeeze: 64, expand: 256 }),
    fire({ squeeze: 64, expand: 256 }),
    dropout({ rate: 0.5 }),
    conv2d({ outChannels: 1000, kernelSize: 1 }),
    relu(),
    globalAvgPool2d(),
    flatten(),
  ],
});
