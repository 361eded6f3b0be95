import { ints } from '../../emit/operators/nodes.js';
import type { Translation } from '../writing.js';

/**
 * With numeric padding, that of ceil mode's last window included: `ceil_mode` counts windows differently from version to version and from runtime
 * to runtime. https://onnx.ai/onnx/operators/onnx__MaxPool.html
 */
export const maxPool2d: Translation<'maxPool2d'> = ({ inputs, kernelSize, stride, padding, dilation }, { read, shape, step, floats, integers }) => {
  const x = read(inputs[0]);
  const window = { kernel_shape: ints(kernelSize), strides: ints(stride), dilations: ints(dilation) };
  // Runtimes refuse padding that is no smaller than the kernel, which a dilated window may have.
  const narrow = padding.every((pad, side) => pad < kernelSize[side % 2]!);
  if (narrow) return { operator: 'MaxPool', inputs: [x], attributes: { ...window, pads: ints(padding) } };
  const [top, left, bottom, right] = padding;
  const [n, c, height, width] = shape(inputs[0]) as readonly [number, number, number, number];
  const padded = step(
    { operator: 'Pad', inputs: [x, integers('pads', [0, 0, top, left, 0, 0, bottom, right]), floats('outside', [], [-Infinity])] },
    [n, c, top + height + bottom, left + width + right],
  );
  return { operator: 'MaxPool', inputs: [padded], attributes: window };
};
