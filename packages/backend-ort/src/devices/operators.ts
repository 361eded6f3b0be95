import type { ElementType, Node } from '../emit/value.js';
import type { Device } from './device.js';

/**
 * The ONNX operators that graphs are written in, each with the element types of its first operand. A device runs all of them itself, or has those of its list `onHost`
 * run by the runtime's CPU provider, with a copy to and fro. What is not here has been tried on no device, and does not compile.
 */
export const operatorTypes: Readonly<Record<string, readonly ElementType[]>> = {
  Add: ['float32'],
  ArgMax: ['float32'],
  Cast: ['bool', 'int32', 'int64', 'uint8', 'float32'],
  Concat: ['float32'],
  Conv: ['float32'],
  ConvTranspose: ['float32'],
  Div: ['float32'],
  Equal: ['float32', 'int32', 'int64'],
  Erf: ['float32'],
  Exp: ['float32'],
  Expand: ['float32'],
  Gather: ['float32'],
  Gemm: ['float32'],
  HardSigmoid: ['float32'],
  LeakyRelu: ['float32'],
  Log: ['float32'],
  LogSoftmax: ['float32'],
  MatMul: ['float32'],
  Max: ['float32'],
  MaxPool: ['float32'],
  Min: ['float32'],
  Mul: ['float32'],
  Pad: ['float32'],
  Reciprocal: ['float32'],
  ReduceSum: ['float32'],
  Relu: ['float32'],
  Reshape: ['float32', 'int32', 'int64', 'uint8', 'bool'],
  Sigmoid: ['float32'],
  Slice: ['float32'],
  Softmax: ['float32'],
  Softplus: ['float32'],
  Split: ['float32'],
  Sqrt: ['float32'],
  Sub: ['float32'],
  Tanh: ['float32'],
  Transpose: ['float32', 'uint8'],
};

/** Where a node runs: on the device, by the CPU provider, or nowhere. */
export type Placement = 'device' | 'host' | 'none';

export function placementOf(node: Pick<Node, 'operator' | 'inputs' | 'attributes'>, { onHost, lacks, errsAt }: Pick<Device, 'onHost' | 'lacks' | 'errsAt'>): Placement {
  const { operator, inputs } = node;
  const elementType = inputs[0]?.elementType ?? 'float32';
  if (!operatorTypes[operator]?.includes(elementType) || lacks.includes(operator) || errsAt?.(node)) return 'none';
  return onHost.includes(operator) || onHost.includes(`${operator} ${elementType}`) ? 'host' : 'device';
}
