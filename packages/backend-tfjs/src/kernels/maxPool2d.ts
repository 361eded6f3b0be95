import { ArchetypeError, type MaxPool2dOp, type Padding } from '@archetype/spec';
import type { MaxPool2dGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { slice } from '../slice.js';
import type { Tensor } from '../tensor.js';
import { crop, type Image, imageOf, pad, takeEvery, windowSize } from '../window.js';

/**
 * Padded with −∞ first, for not every engine's kernel takes padding. A dilated window, which no kernel takes, is the maximum
 * of as many strided pictures as the window has positions.
 */
export const maxPool2d: Kernel<MaxPool2dOp> = (window, { workspace, shape }) => {
  const { kernelSize, stride, padding, dilation } = window;
  const [, height, width] = imageOf(shape(window.outputs[0]));
  const plain = dilation.every((step) => step === 1) && windowSize(window) > 1;
  return (x) =>
    workspace.tidy(() => {
      const padded = pad(workspace, x, padding, -Infinity);
      if (plain)
        return [workspace.run('MaxPool', { x: padded }, { filterSize: kernelSize, strides: stride, pad: 'valid', dimRoundingMode: 'floor' })];
      const pictures = Array.from({ length: windowSize(window) }, (_, position) => {
        const row = Math.floor(position / kernelSize[1]) * dilation[0];
        const column = (position % kernelSize[1]) * dilation[1];
        return takeEvery(workspace, padded, [1, 2], [row, column], stride, [height, width]);
      });
      return [pictures.reduce((a, b) => workspace.run('Maximum', { a, b }))];
    });
};

/**
 * Padded with −∞ first, then cropped. The first of equal values is the maximum: where the kernel takes the last, everything is
 * turned by half a turn, cut to what the windows reach so that they cover the same positions.
 */
export const maxPool2dGradient: Kernel<MaxPool2dGradientOp> = (window, { workspace, shape }) => {
  const { kernelSize, stride, padding, dilation, path } = window;
  const image = imageOf(shape(window.outputs[0]));
  const [, outHeight, outWidth] = imageOf(shape(window.inputs[0]));
  const reach: Image = [image[0], (outHeight - 1) * stride[0] + kernelSize[0], (outWidth - 1) * stride[1] + kernelSize[1], image[3]];
  if (dilation.some((step) => step !== 1))
    throw new ArchetypeError({
      code: 'tfjs-unsupported',
      subject: `${path} maxPool2d`,
      problem: `TensorFlow.js has no gradient of dilated max pooling for ${workspace.device.name}`,
      details: [`dilation [${dilation.join(', ')}]`],
      remedy: 'train this network on tfjs:wasm or ort',
    });
  return (dy, x, y) =>
    workspace.tidy(() => {
      const input = pad(workspace, x, padding, -Infinity);
      const attributes = { filterSize: kernelSize, strides: stride, pad: 'valid', dimRoundingMode: 'floor' };
      if (workspace.device.maximumAmongEqual === 'first')
        return [crop(workspace, workspace.run('MaxPoolGrad', { dy, input, output: y }, attributes), padding, image)];
      const turn = (tensor: Tensor): Tensor => workspace.run('Reverse', { x: tensor }, { dims: [1, 2] });
      const reached = slice(workspace, input, [0, 0, 0, 0], reach);
      const turned = workspace.run('MaxPoolGrad', { dy: turn(dy), input: turn(reached), output: turn(y) }, attributes);
      const unreached: Padding = [0, 0, input.shape[1]! - reach[1], input.shape[2]! - reach[2]];
      return [crop(workspace, pad(workspace, turn(turned), unreached, 0), padding, image)];
    });
};
