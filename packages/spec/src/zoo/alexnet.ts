import { conv2d } from '../layers/conv2d.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { localResponseNorm } from '../layers/localResponseNorm.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel, type ModelSpec } from '../model.js';

// Krizhevsky, Sutskever and Hinton 2012, https://papers.nips.cc/paper/4824; the one-column form is that of the d2l book.

const overlappingPool = (): Layer => maxPool2d({ kernelSize: 3, stride: 2 });

const features = (padding: number): Layer =>
  sequential({
    name: 'features',
    layers: [
      conv2d({ outChannels: 96, kernelSize: 11, stride: 4, ...(padding > 0 && { padding }) }),
      relu(),
      overlappingPool(),
      conv2d({ outChannels: 256, kernelSize: 5, padding: 2 }),
      relu(),
      overlappingPool(),
      conv2d({ outChannels: 384, kernelSize: 3, padding: 1 }),
      relu(),
      conv2d({ outChannels: 384, kernelSize: 3, padding: 1 }),
      relu(),
      conv2d({ outChannels: 256, kernelSize: 3, padding: 1 }),
      relu(),
      overlappingPool(),
    ],
  });

const classifier = (hiddenLayers: number, classes: number): Layer =>
  sequential({
    name: 'classifier',
    layers: [
      flatten(),
      ...Array.from({ length: hiddenLayers }, () => [linear({ outFeatures: 4096 }), relu(), dropout({ rate: 0.5 })]).flat(),
      linear({ outFeatures: classes }),
    ],
  });

const fashionMnistAlexnet = (name: string, padding: number, hiddenLayers = 2): ModelSpec =>
  defineModel({ name, input: [1, 224, 224], layers: [features(padding), classifier(hiddenLayers, 10)] });

/** First convolution without padding: 54×54, 6400 features at the flatten. */
export const alexnet = fashionMnistAlexnet('alexnet', 0);

/** First convolution with padding 1: (224 + 2 − 11)/4 + 1 rounds down to 54 too. */
export const alexnetP1 = fashionMnistAlexnet('alexnet-p1', 1);

/** First convolution with padding 2: 55×55, 9216 features at the flatten. */
export const alexnetP2 = fashionMnistAlexnet('alexnet-p2', 2);

/** One hidden linear layer instead of two. */
export const alexnetSlim = fashionMnistAlexnet('alexnet-slim', 0, 1);

/** The two-GPU original: three channels, response normalisation, groups where a GPU saw only its half. */
export const alexnet2012 = defineModel({
  name: 'alexnet-2012',
  input: [3, 224, 224],
  layers: [
    sequential({
      name: 'features',
      layers: [
        conv2d({ outChannels: 96, kernelSize: 11, stride: 4, padding: 2 }),
        relu(),
        localResponseNorm({ size: 5, alpha: 1e-4, beta: 0.75, k: 2 }),
        overlappingPool(),
        conv2d({ outChannels: 256, kernelSize: 5, padding: 2, groups: 2 }),
        relu(),
        localResponseNorm({ size: 5, alpha: 1e-4, beta: 0.75, k: 2 }),
        overlappingPool(),
        conv2d({ outChannels: 384, kernelSize: 3, padding: 1 }),
        relu(),
        conv2d({ outChannels: 384, kernelSize: 3, padding: 1, groups: 2 }),
        relu(),
        conv2d({ outChannels: 256, kernelSize: 3, padding: 1, groups: 2 }),
        relu(),
        overlappingPool(),
      ],
    }),
    classifier(2, 1000),
  ],
});
