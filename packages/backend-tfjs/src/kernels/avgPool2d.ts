import type { AvgPool2dOp } from '@archetype/spec';
import type { AvgPool2dGradientOp } from '@archetype/training';
import { countedShare } from '../countedShare.js';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';
import { crop, imageOf, pad, paddedShape, takeEvery, windowSize } from '../window.js';

/** Padded with zeros first; each mean over the whole window is then scaled to what the graph counts. */
export const avgPool2d: Kernel<AvgPool2dOp> = (window, { workspace, shape }) => {
  const { kernelSize, stride, padding } = window;
  const [, height, width] = imageOf(shape(window.outputs[0]));
  const share = countedShare(workspace, window, windowSize(window));
  return (x) =>
    workspace.tidy(() => {
      const padded = pad(workspace, x, padding, 0);
      const mean =
        windowSize(window) > 1
          ? workspace.run('AvgPool', { x: padded }, { filterSize: kernelSize, strides: stride, pad: 'valid', dimRoundingMode: 'floor' })
          : takeEvery(workspace, padded, [1, 2], [0, 0], stride, [height, width]);
      return [share === undefined ? mean : formula(workspace, ({ multiply }) => multiply(mean, share))];
    });
};

/** As if the image had been padded with zeros; then cropped. */
export const avgPool2dGradient: Kernel<AvgPool2dGradientOp> = (window, { workspace, shape }) => {
  const { kernelSize, stride, padding } = window;
  const image = imageOf(shape(window.outputs[0]));
  const padded = paddedShape(image, padding);
  const share = countedShare(workspace, window, windowSize(window));
  return (dy) =>
    workspace.tidy(() => {
      const scaled = share === undefined ? dy : formula(workspace, ({ multiply }) => multiply(dy, share));
      // The kernel reads no more of its input than the shape.
      const input = { ...dy, shape: [...padded] };
      const attributes = { filterSize: kernelSize, strides: stride, pad: 'valid', dimRoundingMode: 'floor' };
      return [crop(workspace, workspace.run('AvgPoolGrad', { dy: scaled, input }, attributes), padding, image)];
    });
};
