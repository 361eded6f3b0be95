import type { Conv2dOp } from '@archetype/spec';
import type { Conv2dInputGradientOp, Conv2dWeightGradientOp } from '@archetype/training';
import { convolve } from '../convolve.js';
import { dilateFilter } from '../dilateFilter.js';
import { perGroup } from '../groups.js';
import type { Kernel } from '../kernel.js';
import { crop, explicitPadding, imageOf, pad, paddedShape, takeEvery } from '../window.js';

/**
 * One convolution a group; where a group is one channel, TensorFlow's depthwise kernel does them all, unless it is
 * asked for stride and dilation together.
 */
export const conv2d: Kernel<Conv2dOp> = (operation, { workspace, shape }) => {
  const { groups, stride, padding, dilation } = operation;
  const [outChannels, inGroup, height, width] = shape(operation.inputs[1]) as readonly [number, number, number, number];
  const refused = stride.some((step) => step > 1) && dilation.some((step) => step > 1);
  if (groups === 1 || inGroup > 1 || refused)
    return (x, weight, bias?) => [
      perGroup(workspace, groups, [x, weight, bias], (xPart, weightPart, biasPart) =>
        convolve(workspace, xPart!, weightPart!, operation, biasPart),
      ),
    ];
  const attributes = { strides: stride, pad: explicitPadding(padding), dilations: dilation, dataFormat: 'NHWC', dimRoundingMode: 'floor' };
  return (x, weight, bias?) =>
    workspace.tidy(() => {
      const filter = workspace.alias(weight, [height, width, groups, outChannels / groups]);
      return [
        bias === undefined
          ? workspace.run('DepthwiseConv2dNative', { x, filter }, attributes)
          : workspace.run('FusedDepthwiseConv2D', { x, filter, bias }, { ...attributes, activation: 'linear' }),
      ];
    });
};

/**
 * TensorFlow's own gradient kernel, which knows neither dilation nor, on every engine, explicit padding: so that of the dilated filter,
 * and where padding is refused on the padded image, then cropped.
 */
export const conv2dInputGradient: Kernel<Conv2dInputGradientOp> = (operation, { workspace, shape }) => {
  const { groups, stride, padding, dilation, outputs } = operation;
  const image = imageOf(shape(outputs[0]));
  const direct = workspace.device.padsGradients === true;
  const [n, height, width, channels] = direct ? image : paddedShape(image, padding);
  const attributes = {
    strides: stride,
    pad: direct ? explicitPadding(padding) : 'valid',
    dataFormat: 'NHWC',
    dimRoundingMode: 'floor',
    inputShape: [n, height, width, channels / groups],
  };
  return (dy, weight) =>
    workspace.tidy(() => {
      const filter = dilateFilter(workspace, weight, dilation);
      const padded = perGroup(workspace, groups, [dy, filter], (dyPart, filterPart) =>
        workspace.run('Conv2DBackpropInput', { dy: dyPart, filter: filterPart }, attributes),
      );
      return [direct ? padded : crop(workspace, padded, padding, image)];
    });
};

/**
 * TensorFlow's own gradient kernel, which knows neither dilation nor, on every engine, explicit padding: so where padding is refused on the padded image, and for a
 * filter as large as the dilated one, of which the positions that exist are taken.
 */
export const conv2dWeightGradient: Kernel<Conv2dWeightGradientOp> = (operation, { workspace, shape }) => {
  const { groups, stride, padding, dilation, kernelSize, outputs } = operation;
  const [outChannels, inGroup] = shape(outputs[0]) as readonly [number, number];
  const [height, width] = kernelSize.map((size, axis) => (size - 1) * dilation[axis]! + 1) as [number, number];
  const direct = workspace.device.padsGradients === true;
  const attributes = {
    strides: stride,
    pad: direct ? explicitPadding(padding) : 'valid',
    dataFormat: 'NHWC',
    dimRoundingMode: 'floor',
    filterShape: [height, width, inGroup, outChannels / groups],
  };
  const dilated = dilation.some((step) => step !== 1);
  return (dy, x) =>
    workspace.tidy(() => {
      const padded = direct ? x : pad(workspace, x, padding, 0);
      const whole = perGroup(workspace, groups, [padded, dy], (xPart, dyPart) =>
        workspace.run('Conv2DBackpropFilter', { x: xPart, dy: dyPart }, attributes),
      );
      return [dilated ? takeEvery(workspace, whole, [0, 1], [0, 0], dilation, kernelSize) : whole];
    });
};
