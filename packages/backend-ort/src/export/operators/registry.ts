import { int } from '../../emit/operators/nodes.js';
import type { InferenceKind, Translation } from '../writing.js';
import { activation, gelu, leakyRelu, silu } from './activations.js';
import { adaptiveAvgPool2d, avgPool2d, globalAvgPool2d } from './averagePooling.js';
import { batchNormInference } from './batchNorm.js';
import { conv2d } from './conv2d.js';
import { linear } from './linear.js';
import { localResponseNorm } from './localResponseNorm.js';
import { maxPool2d } from './maxPool2d.js';

/** How each operation is written for a reader of the file; a kind that is missing does not compile. */
export const translations: { readonly [Kind in InferenceKind]: Translation<Kind> } = {
  conv2d,
  linear,
  maxPool2d,
  avgPool2d,
  globalAvgPool2d,
  adaptiveAvgPool2d,
  batchNormInference,
  localResponseNorm,
  relu: activation('Relu'),
  sigmoid: activation('Sigmoid'),
  tanh: activation('Tanh'),
  elu: activation('Elu'),
  softplus: activation('Softplus'),
  hardSwish: activation('HardSwish'),
  gelu,
  silu,
  leakyRelu,
  flatten: ({ inputs }, { read }) => ({ operator: 'Flatten', inputs: inputs.map(read) }),
  add: ({ inputs }, { read }) => ({ operator: 'Add', inputs: inputs.map(read) }),
  multiply: ({ inputs }, { read }) => ({ operator: 'Mul', inputs: inputs.map(read) }),
  concat: ({ inputs }, { read }) => ({ operator: 'Concat', inputs: inputs.map(read), attributes: { axis: int(1) } }),
  softmax: ({ inputs }, { read }) => ({ operator: 'Softmax', inputs: inputs.map(read), attributes: { axis: int(1) } }),
};
