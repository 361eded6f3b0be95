import { inception } from '../blocks/inception.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel, type ModelSpec } from '../model.js';

// Szegedy et al. 2014, table 1, without the auxiliary classifiers, https://arxiv.org/abs/1409.4842

const halve = (): Layer => maxPool2d({ kernelSize: 3, stride: 2, padding: 1 });

function googlenetWith(name: string, stemActivation: readonly Layer[]): ModelSpec {
  const b1 = [conv2d({ outChannels: 64, kernelSize: 7, stride: 2, padding: 3 }), relu(), halve()];
  const b2 = [
    conv2d({ outChannels: 64, kernelSize: 1 }),
    ...stemActivation,
    conv2d({ outChannels: 192, kernelSize: 3, padding: 1 }),
    ...stemActivation,
    halve(),
  ];
  const b3 = [
    inception({ pointwise: 64, three: [96, 128], five: [16, 32], pool: 32 }),
    inception({ pointwise: 128, three: [128, 192], five: [32, 96], pool: 64 }),
    halve(),
  ];
  const b4 = [
    inception({ pointwise: 192, three: [96, 208], five: [16, 48], pool: 64 }),
    inception({ pointwise: 160, three: [112, 224], five: [24, 64], pool: 64 }),
    inception({ pointwise: 128, three: [128, 256], five: [24, 64], pool: 64 }),
    inception({ pointwise: 112, three: [144, 288], five: [32, 64], pool: 64 }),
    inception({ pointwise: 256, three: [160, 320], five: [32, 128], pool: 128 }),
    halve(),
  ];
  const b5 = [
    inception({ pointwise: 256, three: [160, 320], five: [32, 128], pool: 128 }),
    inception({ pointwise: 384, three: [192, 384], five: [48, 128], pool: 128 }),
    globalAvgPool2d(),
  ];
  const stages = Object.entries({ b1, b2, b3, b4, b5 }).map(([stage, layers]) => sequential({ name: stage, layers }));
  return defineModel({ name, input: [1, 96, 96], layers: [...stages, flatten(), linear({ outFeatures: 10, name: 'head' })] });
}

export const googlenet = googlenetWith('googlenet', [relu()]);

/** No activation after the two convolutions of the second stage. */
export const googlenetLinearStem = googlenetWith('googlenet-linear-stem', []);
