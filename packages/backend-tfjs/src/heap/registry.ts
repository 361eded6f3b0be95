import type { HeapRegistry } from '../kernel.js';
import { adamUpdate } from './adam.js';
import { avgPool2dGradient } from './avgPool2d.js';
import { batchNorm, batchNormGradient, batchNormInference } from './batchNorm.js';
import { biasGradient } from './biasGradient.js';
import { concat } from './concat.js';
import { conv2dInputGradient, conv2dWeightGradient } from './conv2d.js';
import { countCorrect } from './countCorrect.js';
import { dropout } from './dropout.js';
import { linearInputGradient, linearWeightGradient } from './linear.js';
import { maxPool2d, maxPool2dGradient } from './maxPool2d.js';
import { normalizePixels } from './normalizePixels.js';
import { rmspropUpdate } from './rmsprop.js';
import { sgdUpdate } from './sgd.js';
import { softmax } from './softmax.js';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmaxCrossEntropy.js';

/** Operations for which TensorFlow.js has no kernel on its CPU engines, or one that is slower than TypeScript over the same memory. */
export const heapKernels: HeapRegistry = {
  adamUpdate,
  avgPool2dGradient,
  batchNorm,
  batchNormGradient,
  batchNormInference,
  biasGradient,
  concat,
  conv2dInputGradient,
  conv2dWeightGradient,
  countCorrect,
  dropout,
  linearInputGradient,
  linearWeightGradient,
  maxPool2d,
  maxPool2dGradient,
  normalizePixels,
  rmspropUpdate,
  sgdUpdate,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
};
