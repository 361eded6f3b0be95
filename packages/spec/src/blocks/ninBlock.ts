import { conv2d } from '../layers/conv2d.js';
import type { PaddingField } from '../fields/padding.js';
import type { Size2d } from '../fields/size2d.js';
import type { Layer } from '../layers/layer.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';

export interface NinBlockOptions {
  readonly outChannels: number;
  readonly kernelSize: Size2d;
  /** @defaultValue 1 */
  readonly stride?: Size2d;
  /** @defaultValue 0 */
  readonly padding?: PaddingField;
}

/**
 * A convolution and two 1×1 convolutions, each followed by ReLU: a small perceptron slid over the image.
 * Lin, Chen and Yan 2013, https://arxiv.org/abs/1312.4400
 */
export function ninBlock({ outChannels, ...window }: NinBlockOptions): Layer {
  const pointwise = conv2d({ outChannels, kernelSize: 1 });
  return sequential({ layers: [conv2d({ outChannels, ...window }), relu(), pointwise, relu(), pointwise, relu()] });
}
