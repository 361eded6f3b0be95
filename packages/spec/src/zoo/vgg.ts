import { vggBlock } from '../blocks/vggBlock.js';
import { dropout } from '../layers/dropout.js';
import { flatten } from '../layers/flatten.js';
import { linear } from '../layers/linear.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel, type ModelSpec } from '../model.js';

// Simonyan and Zisserman 2014, table 1, https://arxiv.org/abs/1409.1556

const blockWidths = [64, 128, 256, 512, 512];

/** How many 3×3 convolutions each of the five blocks has. */
const depths = { vgg11: [1, 1, 2, 2, 2], vgg13: [2, 2, 2, 2, 2], vgg16: [2, 2, 3, 3, 3], vgg19: [2, 2, 4, 4, 4] } as const;

interface VggOptions {
  readonly name: string;
  readonly depth: readonly number[];
  /** Divides the widths of the convolutions. @defaultValue 1 */
  readonly ratio?: number;
  /** Outputs of the two hidden linear layers. @defaultValue 4096 */
  readonly hidden?: number;
}

function vgg({ name, depth, ratio = 1, hidden = 4096 }: VggOptions): ModelSpec {
  const blocks = blockWidths.map((width, i) => vggBlock({ convolutions: depth[i] ?? 1, outChannels: width / ratio }));
  const hiddenLayer = [linear({ outFeatures: hidden }), relu(), dropout({ rate: 0.5 })];
  return defineModel({
    name,
    input: [1, 224, 224],
    layers: [
      sequential({ name: 'features', layers: blocks }),
      sequential({ name: 'classifier', layers: [flatten(), ...hiddenLayer, ...hiddenLayer, linear({ outFeatures: 10 })] }),
    ],
  });
}

export const vgg11 = vgg({ name: 'vgg11', depth: depths.vgg11 });
export const vgg13 = vgg({ name: 'vgg13', depth: depths.vgg13 });
export const vgg16 = vgg({ name: 'vgg16', depth: depths.vgg16 });
export const vgg19 = vgg({ name: 'vgg19', depth: depths.vgg19 });

/** Convolutions a quarter as wide, linear layers whole. */
export const vgg11Ratio4 = vgg({ name: 'vgg11-ratio4', depth: depths.vgg11, ratio: 4 });

/** Convolutions and linear layers an eighth as wide. */
export const vgg11Ratio8 = vgg({ name: 'vgg11-ratio8', depth: depths.vgg11, ratio: 8, hidden: 512 });
