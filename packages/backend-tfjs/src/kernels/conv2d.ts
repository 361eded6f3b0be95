import type { Conv2dOp, Pair, Window2d } from '@archetype/spec';
import type { Conv2dInputGradientOp, Conv2dWeightGradientOp } from '@archetype/training';
import { convolve } from '../convolve.js';
import { dilateFilter } from '../dilateFilter.js';
import { perGroup } from '../groups.js';
import type { Kernel } from '../kernel.js';
import type { Workspace } from '../workspace.js';
import { crop, explicitPadding, imageOf, isSamePadding, pad, paddedShape, takeEvery } from '../window.js';

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
  const { groups, stride, padding, dilation, outputs, inputs } = operation;
  const image = imageOf(shape(outputs[0]));
  const direct = takesPadding(workspace, operation, image, dilatedSize(shape(inputs[1]).slice(2), dilation));
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
  const { groups, stride, padding, dilation, kernelSize, outputs, inputs } = operation;
  const [outChannels, inGroup] = shape(outputs[0]) as readonly [number, number];
  const [height, width] = dilatedSize(kernelSize, dilation);
  const direct = takesPadding(workspace, operation, imageOf(shape(inputs[1])), [height!, width!]);
  const attributes = {
    strides: stride,
    pad: direct ? explicitPadding(padding) : 'valid',
    dataFormat: 'NHWC',
    dimRoundingMode: 'floor',
    filterShape: [height!, width!, inGroup, outChannels / groups],
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

const dilatedSize = (kernelSize: readonly number[], dilation: Pair): readonly number[] => kernelSize.map((size, axis) => (size - 1) * dilation[axis]! + 1);

function takesPadding({ device }: Workspace, { stride, padding }: Window2d, image: readonly number[], kernelSize: readonly number[]): boolean {
  return device.padsGradients === true && isSamePadding(image, kernelSize, stride, padding);
}
