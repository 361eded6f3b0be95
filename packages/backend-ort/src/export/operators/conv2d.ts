import { int, ints } from '../../emit/operators/nodes.js';
import type { Translation } from '../writing.js';

/** https://onnx.ai/onnx/operators/onnx__Conv.html */
export const conv2d: Translation<'conv2d'> = ({ inputs, kernelSize, stride, padding, dilation, groups }, { read }) => ({
  operator: 'Conv',
  inputs: inputs.map(read),
  attributes: { kernel_shape: ints(kernelSize), strides: ints(stride), pads: ints(padding), dilations: ints(dilation), group: int(groups) },
});
