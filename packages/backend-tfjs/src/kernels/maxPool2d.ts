import type { MaxPool2dOp } from '@archetype/spec';
import type { MaxPool2dGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';
import { dilatedMaximumGradient, type PlainGradient } from './dilatedMaximum.js';
import { slice } from '../slice.js';
import type { Tensor } from '../tensor.js';
import { crop, imageOf, pad, takeEvery, windowSize } from '../window.js';

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
  const { kernelSize, stride, padding, dilation } = window;
  const image = imageOf(shape(window.outputs[0]));
  const plain: PlainGradient = (dy, input, y, strides) => {
    const attributes = { filterSize: kernelSize, strides, pad: 'valid', dimRoundingMode: 'floor' };
    if (workspace.device.maximumAmongEqual === 'first') return workspace.run('MaxPoolGrad', { dy, input, output: y }, attributes);
    const turn = (tensor: Tensor): Tensor => workspace.run('Reverse', { x: tensor }, { dims: [1, 2] });
    const [n, height, width, channels] = input.shape as [number, number, number, number];
    const [reachedHeight, reachedWidth] = [0, 1].map((axis) => (y.shape[axis + 1]! - 1) * strides[axis]! + kernelSize[axis]!) as [number, number];
    const reached = slice(workspace, input, [0, 0, 0, 0], [n, reachedHeight, reachedWidth, channels]);
    const turned = workspace.run('MaxPoolGrad', { dy: turn(dy), input: turn(reached), output: turn(y) }, attributes);
    return pad(workspace, turn(turned), [0, 0, height - reachedHeight, width - reachedWidth], 0);
  };
  const gradient = dilation.every((step) => step === 1) ? (dy: Tensor, input: Tensor, y: Tensor) => plain(dy, input, y, stride) : dilatedMaximumGradient(workspace, window, plain);
  return (dy, x, y) => workspace.tidy(() => [crop(workspace, gradient(dy, pad(workspace, x, padding, -Infinity), y), padding, image)]);
};
