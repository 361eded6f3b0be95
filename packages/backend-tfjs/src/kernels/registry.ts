import type { StepOperation } from '@archetype/training';
import type { AnyRun } from '../compiledGraph.js';
import { heapKernels } from '../heap/registry.js';
import type { HeapContext, Kernel, KernelContext, KernelRegistry } from '../kernel.js';
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

/** How each operation is said in TensorFlow.js's own kernels, for any engine. */
export const kernels: KernelRegistry = {
  adamUpdate,
  adaptiveAvgPool2d,
  adaptiveAvgPool2dGradient,
  add,
  avgPool2d,
  avgPool2dGradient,
  batchNorm,
  batchNormGradient,
  batchNormInference,
  biasGradient,
  clipByNorm,
  concat,
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  countCorrect,
  dropout,
  elu,
  eluGradient,
  flatten,
  gelu,
  geluGradient,
  globalAvgPool2d,
  globalAvgPool2dGradient,
  globalNorm,
  hardSwish,
  hardSwishGradient,
  leakyRelu,
  leakyReluGradient,
  linear,
  linearInputGradient,
  linearWeightGradient,
  localResponseNorm,
  localResponseNormGradient,
  maxPool2d,
  maxPool2dGradient,
  movingAverage,
  multiply,
  normalizePixels,
  relu,
  reluGradient,
  repeatChannels,
  resizeBilinear2d,
  rmspropUpdate,
  sgdUpdate,
  sigmoid,
  sigmoidGradient,
  silu,
  siluGradient,
  sliceChannels,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  softplus,
  softplusGradient,
  sumSpatial,
  tanh,
  tanhGradient,
  unflatten,
};

/** Binds operations to kernels: to the runtime's own where it has one, to ours in TypeScript where its memory can be addressed and there is one, else to TensorFlow.js's. */
export function kernelCompiler(context: KernelContext): (operation: StepOperation) => AnyRun {
  const { heap, fused } = context.workspace.device;
  return (operation) => {
    const own = fused?.[operation.kind] as Kernel<StepOperation> | undefined;
    if (own !== undefined) return own(operation, context) as AnyRun;
    const ours = heap && (heapKernels[operation.kind] as Kernel<StepOperation, HeapContext> | undefined);
    const run = ours ? ours(operation, { ...context, heap }) : (kernels[operation.kind] as Kernel<StepOperation>)(operation, context);
    return run as AnyRun;
  };
}
