import type { Conv2dInputGradientOp, Conv2dWeightGradientOp } from '@archetype/training';
import { perGroup } from '../groups.js';
import type { HeapContext, Kernel } from '../kernel.js';
import { imageOf } from '../window.js';
import { depthwiseInputGradient, depthwiseWeightGradient } from './depthwise.js';
import { inputGradientPhases } from './inputGradientPhases.js';
import { gradientByPhases, type PhasePair, turnedFilter } from './phasedGradient.js';
import { weightGradient } from './weightGradient.js';

/**
 * As convolutions of the output's gradient, one for each phase of the stride: the kernel that TensorFlow.js has for it is a plain loop,
 * its convolution is a tuned one.
 */
export const conv2dInputGradient: Kernel<Conv2dInputGradientOp, HeapContext> = (operation, { workspace, heap, shape }) => {
  const { groups, kernelSize, stride, padding, dilation } = operation;
  const [n, height, width, channels] = imageOf(shape(operation.outputs[0]));
  const [, outHeight, outWidth] = imageOf(shape(operation.inputs[0]));
  const side = (axis: 0 | 1, inputSize: number, outputSize: number) =>
    inputGradientPhases({
      inputSize,
      outputSize,
      kernelSize: kernelSize[axis],
      stride: stride[axis],
      dilation: dilation[axis],
      begin: padding[axis],
    });
  const columnPhases = side(1, width, outWidth);
  const phases = side(0, height, outHeight).flatMap((rows) => columnPhases.map((columns): PhasePair => ({ rows, columns })));
  const [outChannels, inGroup] = shape(operation.inputs[1]) as readonly [number, number];
  if (inGroup === 1 && groups > 1 && outChannels === groups)
    return (dy, weight) => [depthwiseInputGradient(workspace, heap, dy, weight, [n, height, width, channels], phases, stride)];
  return (dy, weight) => [
    perGroup(workspace, groups, [dy, weight], (dyPart, weightPart) =>
      gradientByPhases(workspace, heap, [n, height, width, channels / groups], phases, stride, dyPart!, (phase) =>
        turnedFilter(workspace, heap, weightPart!, phase),
      ),
    ),
  ];
};

export const conv2dWeightGradient: Kernel<Conv2dWeightGradientOp, HeapContext> = (operation, { workspace, heap, shape }) => {
  const { groups, outputs } = operation;
  const [outChannels, inGroup] = shape(outputs[0]) as readonly [number, number];
  if (inGroup === 1 && groups > 1 && outChannels === groups)
    return (dy, x) => [depthwiseWeightGradient(workspace, heap, dy, x, operation)];
  return (dy, x) => [
    perGroup(workspace, groups, [dy, x], (dyPart, xPart) => weightGradient(workspace, heap, dyPart!, xPart!, operation)),
  ];
};
