import { activation, activationGradient, leakyRelu, leakyReluGradient } from './activations.js';
import {
  adaptiveAvgPool2d,
  adaptiveAvgPool2dGradient,
  avgPool2d,
  avgPool2dGradient,
  globalAvgPool2d,
  globalAvgPool2dGradient,
} from './averagePooling.js';
import { batchNorm, batchNormGradient, batchNormInference, movingAverage } from './batchNorm.js';
import { biasGradient } from './biasGradient.js';
import { clipByNorm, globalNorm } from './clipping.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './convolution/operations.js';
import { countCorrect, softmaxCrossEntropy, softmaxCrossEntropyGradient } from './crossEntropy.js';
import { dropout } from './dropout.js';
import { flatten, unflatten } from './flatten.js';
import { linear, linearInputGradient, linearWeightGradient } from './linear.js';
import type { PlanKind } from '../plan/operations.js';
import { localResponseNorm, localResponseNormGradient } from './localResponseNorm.js';
import { maxPool2d, maxPool2dGradient } from './maxPool2d.js';
import { add, concat, multiply, sliceChannels, softmax, sumSpatial } from './merges.js';
import { normalizePixels, repeatChannels, resizeBilinear2d } from './pixels.js';
import { scale, zeros } from './scale.js';
import { adamUpdate, rmspropUpdate, sgdStep, sgdUpdate } from './updates.js';
import type { Writer } from './writing.js';

/** How each operation of a plan is written; a kind that is missing does not compile. */
export const writers: { readonly [Kind in PlanKind]: Writer<Kind> } = {
  normalizePixels,
  resizeBilinear2d,
  repeatChannels,
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  biasGradient,
  linear,
  linearInputGradient,
  linearWeightGradient,
  maxPool2d,
  maxPool2dGradient,
  avgPool2d,
  avgPool2dGradient,
  globalAvgPool2d,
  globalAvgPool2dGradient,
  adaptiveAvgPool2d,
  adaptiveAvgPool2dGradient,
  batchNorm,
  batchNormGradient,
  batchNormInference,
  movingAverage,
  localResponseNorm,
  localResponseNormGradient,
  relu: activation('relu'),
  sigmoid: activation('sigmoid'),
  tanh: activation('tanh'),
  gelu: activation('gelu'),
  silu: activation('silu'),
  elu: activation('elu'),
  hardSwish: activation('hardSwish'),
  softplus: activation('softplus'),
  leakyRelu,
  reluGradient: activationGradient('relu'),
  sigmoidGradient: activationGradient('sigmoid'),
  tanhGradient: activationGradient('tanh'),
  geluGradient: activationGradient('gelu'),
  siluGradient: activationGradient('silu'),
  eluGradient: activationGradient('elu'),
  hardSwishGradient: activationGradient('hardSwish'),
  softplusGradient: activationGradient('softplus'),
  leakyReluGradient,
  dropout,
  flatten,
  unflatten,
  add,
  multiply,
  concat,
  sliceChannels,
  sumSpatial,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  countCorrect,
  globalNorm,
  clipByNorm,
  sgdUpdate,
  adamUpdate,
  rmspropUpdate,
  scale,
  sgdStep,
  zeros,
};
