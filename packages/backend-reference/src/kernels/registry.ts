import type { OpKind, OperationOf, StepOperation } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { adamUpdate } from './adam.js';
import { adaptiveAvgPool2d, adaptiveAvgPool2dGradient } from './adaptiveAvgPool2d.js';
import { add } from './add.js';
import { avgPool2d, avgPool2dGradient } from './avgPool2d.js';
import { batchNorm, batchNormGradient, batchNormInference } from './batchNorm.js';
import { biasGradient } from './biasGradient.js';
import { clipByNorm, globalNorm } from './clipping.js';
import { concat, sliceChannels } from './concat.js';
import { conv2d, conv2dInputGradient, conv2dWeightGradient } from './conv2d.js';
import { countCorrect } from './countCorrect.js';
import { dropout } from './dropout.js';
import { elu, eluGradient } from './elu.js';
import { flatten, unflatten } from './flatten.js';
import { gelu, geluGradient } from './gelu.js';
import { globalAvgPool2d, globalAvgPool2dGradient } from './globalAvgPool2d.js';
import { hardSwish, hardSwishGradient } from './hardSwish.js';
import { leakyRelu, leakyReluGradient } from './leakyRelu.js';
import { linear, linearInputGradient, linearWeightGradient } from './linear.js';
import { localResponseNorm, localResponseNormGradient } from './localResponseNorm.js';
import { maxPool2d, maxPool2dGradient } from './maxPool2d.js';
import { movingAverage } from './movingAverage.js';
import { multiply, sumSpatial } from './multiply.js';
import { normalizePixels } from './normalizePixels.js';
import { relu, reluGradient } from './relu.js';
import { repeatChannels } from './repeatChannels.js';
import { resizeBilinear2d } from './resizeBilinear2d.js';
import { rmspropUpdate } from './rmsprop.js';
import { sgdUpdate } from './sgd.js';
import { sigmoid, sigmoidGradient } from './sigmoid.js';
import { silu, siluGradient } from './silu.js';
import { softmax } from './softmax.js';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmaxCrossEntropy.js';
import { softplus, softplusGradient } from './softplus.js';
import { tanh, tanhGradient } from './tanh.js';

/** The kernel of every operation: a kind that has none does not compile. */
export const kernels: { readonly [Kind in OpKind]: Kernel<OperationOf<Kind>> } = {
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
  relu,
  reluGradient,
  sigmoid,
  sigmoidGradient,
  tanh,
  tanhGradient,
  gelu,
  geluGradient,
  silu,
  siluGradient,
  elu,
  eluGradient,
  hardSwish,
  hardSwishGradient,
  softplus,
  softplusGradient,
  leakyRelu,
  leakyReluGradient,
  dropout,
  flatten,
  unflatten,
  add,
  multiply,
  sumSpatial,
  concat,
  sliceChannels,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  countCorrect,
  globalNorm,
  clipByNorm,
  sgdUpdate,
  adamUpdate,
  rmspropUpdate,
};

/** Runs the kernel of the operation's own kind. */
export const runKernel: Kernel<StepOperation> = (operation, inputs, outputs) => {
  // TypeScript does not see that a kernel looked up by an operation's kind takes that operation.
  const kernel = kernels[operation.kind] as Kernel<StepOperation>;
  kernel(operation, inputs, outputs);
};
