import type { TensorName } from '@archetype/spec';
import { float } from '../../emit/operators/nodes.js';
import type { Application, Exporting, Translation } from '../writing.js';

/** Activations that are an operator each. */
export const activation =
  (operator: string) =>
  ({ inputs }: { readonly inputs: readonly [x: TensorName] }, { read }: Exporting): Application => ({ operator, inputs: [read(inputs[0])] });

/** https://onnx.ai/onnx/operators/onnx__LeakyRelu.html */
export const leakyRelu: Translation<'leakyRelu'> = ({ inputs, negativeSlope }, { read }) => ({
  operator: 'LeakyRelu',
  inputs: inputs.map(read),
  attributes: { alpha: float(negativeSlope) },
});

/** x · σ(x): opset 18 has no operator for it. */
export const silu: Translation<'silu'> = ({ inputs }, { read, step }) => {
  const x = read(inputs[0]);
  return { operator: 'Mul', inputs: [x, step({ operator: 'Sigmoid', inputs: [x] }, x.shape)] };
};

/** x · (1 + erf(x / √2)) / 2: the operator came with opset 20. */
export const gelu: Translation<'gelu'> = ({ inputs }, { read, step, floats }) => {
  const x = read(inputs[0]);
  const scaled = step({ operator: 'Mul', inputs: [x, floats('scale', [], [Math.SQRT1_2])] }, x.shape);
  const erf = step({ operator: 'Erf', inputs: [scaled] }, x.shape);
  const twice = step({ operator: 'Add', inputs: [erf, floats('one', [], [1])] }, x.shape);
  const half = step({ operator: 'Mul', inputs: [x, floats('half', [], [0.5])] }, x.shape);
  return { operator: 'Mul', inputs: [half, twice] };
};
