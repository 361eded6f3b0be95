import { bottleneck } from '../blocks/bottleneck.js';
import { residual } from '../blocks/residual.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { defineModel, type ModelSpec } from '../model.js';

// He et al. 2015, table 1, https://arxiv.org/abs/1512.03385

const stageWidths = [64, 128, 256, 512];

/** A stage's first block halves height and width, but in the first stage. */
type Stage = (width: number, blocks: number, first: boolean) => readonly Layer[];

/** Two 3×3 convolutions a block; convolutions have biases and the shortcut's no batch norm, as in the d2l book. */
const plainStage: Stage = (width, blocks, first) =>
  Array.from({ length: blocks }, (_, i) =>
    i === 0 && !first
      ? residual({ outChannels: width, stride: 2, shortcut: 'projection' })
      : residual({ outChannels: width }),
  );

/** Three convolutions a block, none with a bias. */
const bottleneckStage: Stage = (width, blocks, first) =>
  Array.from({ length: blocks }, (_, i) =>
    i === 0 ? bottleneck({ width, stride: first ? 1 : 2, shortcut: 'projection' }) : bottleneck({ width }),
  );

function resnet(name: string, stage: Stage, depth: readonly number[]): ModelSpec {
  const bias = stage === plainStage ? {} : { bias: false };
  const stem = [
    conv2d({ outChannels: 64, kernelSize: 7, stride: 2, padding: 3, ...bias }),
    batchNorm(),
    relu(),
    maxPool2d({ kernelSize: 3, stride: 2, padding: 1 }),
  ];
  const stages = depth.map((blocks, i) =>
    sequential({ name: `stage${i + 1}`, layers: stage(stageWidths[i] ?? 0, blocks, i === 0) }),
  );
  return defineModel({
    name,
    input: [1, 224, 224],
    layers: [
      sequential({ name: 'stem', layers: stem }),
      ...stages,
      globalAvgPool2d(),
      flatten(),
      linear({ outFeatures: 10, name: 'head' }),
    ],
  });
}

export const resnet18 = resnet('resnet18', plainStage, [2, 2, 2, 2]);
export const resnet34 = resnet('resnet34', plainStage, [3, 4, 6, 3]);
export const resnet50 = resnet('resnet50', bottleneckStage, [3, 4, 6, 3]);
export const resnet101 = resnet('resnet101', bottleneckStage, [3, 4, 23, 3]);
export const resnet152 = resnet('resnet152', bottleneckStage, [3, 8, 36, 3]);
