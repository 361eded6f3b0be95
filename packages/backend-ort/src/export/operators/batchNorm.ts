import { float } from '../../emit/operators/nodes.js';
import type { Translation } from '../writing.js';

/** By the running statistics. https://onnx.ai/onnx/operators/onnx__BatchNormalization.html */
export const batchNormInference: Translation<'batchNormInference'> = ({ inputs, eps }, { read, shape, floats }) => {
  const [x, mean, variance, weight, bias] = inputs;
  const channels = shape(mean);
  const scale = weight === undefined ? floats('scale', channels, new Float32Array(channels[0]!).fill(1)) : read(weight);
  const shift = bias === undefined ? floats('shift', channels, new Float32Array(channels[0]!)) : read(bias);
  return { operator: 'BatchNormalization', inputs: [read(x), scale, shift, read(mean), read(variance)], attributes: { epsilon: float(eps) } };
};
