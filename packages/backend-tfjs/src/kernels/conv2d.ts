import type { Conv2dOp, Padding, Pair, Window2d } from '@archetype/spec';
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
  const refused = stride.some((step) => step > 1) && dilation.some((step) => step > 1);
  if (!isDepthwise(operation, shape(operation.inputs[1])) || refused)
    return (x, weight, bias?) => [
      perGroup(workspace, groups, [x, weight, bias], (xPart, weightPart, biasPart) =>
        convolve(workspace, xPart!, weightPart!, operation, biasPart),
      ),
    ];
  const attributes = { strides: stride, pad: explicitPadding(padding), dilations: dilation, dataFormat: 'NHWC', dimRoundingMode: 'floor' };
  return (x, weight, bias?) =>
    workspace.tidy(() => {
      const filter = workspace.alias(weight, byGroup(weight.shape, groups));
      return [
        bias === undefined
          ? workspace.run('DepthwiseConv2dNative', { x, filter }, attributes)
          : workspace.run('FusedDepthwiseConv2D', { x, filter, bias }, { ...attributes, activation: 'linear' }),
      ];
    });
};

/**
 * TensorFlow's own gradient kernels, which know neither dilation nor, on every engine, explicit padding: so those of the dilated filter,
 * and where padding is refused on the padded image, then cropped. Where a group is one channel, one kernel does all groups.
 */
export const conv2dInputGradient: Kernel<Conv2dInputGradientOp> = (operation, { workspace, shape }) => {
  const { groups, stride, padding, dilation, outputs, inputs } = operation;
  const image = imageOf(shape(outputs[0]));
  const direct = takesPadding(workspace, operation, image, dilatedSize(shape(inputs[1]).slice(2), dilation));
  const [n, height, width, channels] = direct ? image : paddedShape(image, padding);
  const attributes = { ...gradientAttributes(stride, direct ? padding : undefined), inputShape: [n, height, width, channels / groups] };
  const ofAllGroups = { ...attributes, dilations: [1, 1], inputShape: [n, height, width, channels] };
  const depthwise = isDepthwise(operation, shape(inputs[1]));
  return (dy, weight) =>
    workspace.tidy(() => {
      const filter = dilateFilter(workspace, weight, dilation);
      const padded = depthwise
        ? workspace.run('DepthwiseConv2dNativeBackpropInput', { dy, filter: workspace.alias(filter, byGroup(filter.shape, groups)) }, ofAllGroups)
        : perGroup(workspace, groups, [dy, filter], (dyPart, filterPart) => workspace.run('Conv2DBackpropInput', { dy: dyPart, filter: filterPart }, attributes));
      return [direct ? padded : crop(workspace, padded, padding, image)];
    });
};

/**
 * TensorFlow's own gradient kernels, which know neither dilation nor, on every engine, explicit padding: so where padding is refused on the padded image, and for a
 * filter as large as the dilated one, of which the positions that exist are taken. Where a group is one channel, one kernel does all groups.
 */
export const conv2dWeightGradient: Kernel<Conv2dWeightGradientOp> = (operation, { workspace, shape }) => {
  const { groups, stride, padding, dilation, kernelSize, outputs, inputs } = operation;
  const [outChannels, inGroup] = shape(outputs[0]) as readonly [number, number];
  const [height, width] = dilatedSize(kernelSize, dilation);
  const direct = takesPadding(workspace, operation, imageOf(shape(inputs[1])), [height!, width!]);
  const attributes = { ...gradientAttributes(stride, direct ? padding : undefined), filterShape: [height!, width!, inGroup, outChannels / groups] };
  const whole = [height!, width!, inGroup, outChannels] as const;
  const ofAllGroups = { ...attributes, dilations: [1, 1], filterShape: byGroup(whole, groups) };
  const depthwise = isDepthwise(operation, shape(outputs[0]));
  const dilated = dilation.some((step) => step !== 1);
  return (dy, x) =>
    workspace.tidy(() => {
      const padded = direct ? x : pad(workspace, x, padding, 0);
      const gradient = depthwise
        ? workspace.alias(workspace.run('DepthwiseConv2dNativeBackpropFilter', { x: padded, dy }, ofAllGroups), whole)
        : perGroup(workspace, groups, [padded, dy], (xPart, dyPart) => workspace.run('Conv2DBackpropFilter', { x: xPart, dy: dyPart }, attributes));
      return [dilated ? takeEvery(workspace, gradient, [0, 1], [0, 0], dilation, kernelSize) : gradient];
    });
};

/** One input channel a group; weights are the graph's `[O, C/groups, kH, kW]`. */
function isDepthwise({ groups }: { readonly groups: number }, [, inGroup]: readonly number[]): boolean {
  return groups > 1 && inGroup === 1;
}

/** A depthwise filter `[kH, kW, 1, O]` as TensorFlow has it: `[kH, kW, groups, O/groups]`. */
const byGroup = ([height, width, , outChannels]: readonly number[], groups: number): readonly number[] => [height!, width!, groups, outChannels! / groups];

const gradientAttributes = (strides: Pair, padding: Padding | undefined) => ({
  strides,
  pad: padding === undefined ? 'valid' : explicitPadding(padding),
  dataFormat: 'NHWC',
  dimRoundingMode: 'floor',
});

const dilatedSize = (kernelSize: readonly number[], dilation: Pair): readonly number[] => kernelSize.map((size, axis) => (size - 1) * dilation[axis]! + 1);

function takesPadding({ device }: Workspace, { stride, padding }: Window2d, image: readonly number[], kernelSize: readonly number[]): boolean {
  return device.padsGradients === true && isSamePadding(image, kernelSize, stride, padding);
}
