import { convolutionOf } from './formulation.js';
import type { Writer } from '../writing.js';

/** The three operations of a convolution, each by the formulation that was chosen for its layer. */
export const conv2d: Writer<'conv2d'> = (operation, { g, shape, read, write, convolution }) => {
  const [x, weight, bias] = operation.inputs;
  const c = convolutionOf(operation, shape);
  write(operation.outputs[0], convolution(operation.path).forward(g, c, read(x), read(weight), bias === undefined ? undefined : read(bias)));
};

export const conv2dInputGradient: Writer<'conv2dInputGradient'> = (operation, { g, shape, read, write, convolution }) => {
  const [dy, weight] = operation.inputs;
  const c = convolutionOf(operation, shape);
  write(operation.outputs[0], convolution(operation.path).inputGradient(g, c, read(dy), read(weight)));
};

export const conv2dWeightGradient: Writer<'conv2dWeightGradient'> = (operation, { g, shape, read, write, convolution }) => {
  const [dy, x] = operation.inputs;
  const c = convolutionOf(operation, shape);
  write(operation.outputs[0], convolution(operation.path).weightGradient(g, c, read(dy), read(x)));
};
