import type { FusedRegistry } from '../kernel.js';
import { reluGradient, sigmoidGradient, tanhGradient } from './activations.js';
import { batchNorm, batchNormGradient } from './batchNorm.js';
import { biasGradient, linear } from './linear.js';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmaxCrossEntropy.js';

/** Operations for which native TensorFlow has one kernel, where TensorFlow.js has several. */
export const fusedKernels: FusedRegistry = {
  biasGradient,
  linear,
  reluGradient,
  sigmoidGradient,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  tanhGradient,
};

/** Those besides, on its CPU. On a GPU the gradient wants the inverse deviation and a reserve that only its own forward pass gives. */
export const fusedKernelsOnCpu: FusedRegistry = { ...fusedKernels, batchNorm, batchNormGradient };
