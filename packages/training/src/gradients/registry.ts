import type { ForwardOperation } from '@archetype/spec';
import { adaptiveAvgPool2dGradient } from './adaptiveAvgPool2d.js';
import { addGradient } from './add.js';
import { avgPool2dGradient } from './avgPool2d.js';
import { batchNormGradient } from './batchNorm.js';
import { concatGradient } from './concat.js';
import { conv2dGradient } from './conv2d.js';
import { dropoutGradient } from './dropout.js';
import { eluGradient } from './elu.js';
import { flattenGradient } from './flatten.js';
import { geluGradient } from './gelu.js';
import { globalAvgPool2dGradient } from './globalAvgPool2d.js';
import { hardSwishGradient } from './hardSwish.js';
import { leakyReluGradient } from './leakyRelu.js';
import { linearGradient } from './linear.js';
import { localResponseNormGradient } from './localResponseNorm.js';
import { maxPool2dGradient } from './maxPool2d.js';
import { multiplyGradient } from './multiply.js';
import { refusedGradient } from './refused.js';
import { reluGradient } from './relu.js';
import type { GradientRule } from './rule.js';
import { sigmoidGradient } from './sigmoid.js';
import { siluGradient } from './silu.js';
import { softmaxCrossEntropyGradient } from './softmaxCrossEntropy.js';
import { softplusGradient } from './softplus.js';
import { tanhGradient } from './tanh.js';

type ForwardKind = ForwardOperation['kind'];

/** The gradient rule of every forward operation: a kind that has none does not compile. */
export const gradientRules: { readonly [Kind in ForwardKind]: GradientRule<Extract<ForwardOperation, { readonly kind: Kind }>> } = {
  normalizePixels: refusedGradient,
  resizeBilinear2d: refusedGradient,
  repeatChannels: refusedGradient,
  conv2d: conv2dGradient,
  linear: linearGradient,
  maxPool2d: maxPool2dGradient,
  avgPool2d: avgPool2dGradient,
  globalAvgPool2d: globalAvgPool2dGradient,
  adaptiveAvgPool2d: adaptiveAvgPool2dGradient,
  batchNorm: batchNormGradient,
  batchNormInference: refusedGradient,
  movingAverage: refusedGradient,
  localResponseNorm: localResponseNormGradient,
  relu: reluGradient,
  sigmoid: sigmoidGradient,
  tanh: tanhGradient,
  gelu: geluGradient,
  silu: siluGradient,
  elu: eluGradient,
  hardSwish: hardSwishGradient,
  softplus: softplusGradient,
  leakyRelu: leakyReluGradient,
  dropout: dropoutGradient,
  flatten: flattenGradient,
  add: addGradient,
  multiply: multiplyGradient,
  concat: concatGradient,
  softmax: refusedGradient,
  softmaxCrossEntropy: softmaxCrossEntropyGradient,
  countCorrect: refusedGradient,
};

/** Applies the rule of the operation's own kind. */
export const applyGradientRule: GradientRule<ForwardOperation> = (operation, dy, context) => {
  // TypeScript does not see that a rule looked up by an operation's kind takes that operation.
  const rule = gradientRules[operation.kind] as GradientRule<ForwardOperation>;
  rule(operation, dy, context);
};
