import * as spec from '@archetype/spec';
import { defineModel, defineRecipe } from '@archetype/spec';
import type { Layer, ModelSpec, Optimizer, Recipe } from '@archetype/spec';
import { createGraphSet, trainingFeeds } from '@archetype/training';
import type { Feeds, GraphSet } from '@archetype/training';

const { conv2d, batchNorm, relu, maxPool2d, flatten, linear, sigmoid, dropout, parallel } = spec;

/** Every kind of layer, with `plain`. */
export const branching = defineModel({
  name: 'branching',
  input: [3, 16, 16],
  layers: [
    conv2d({ outChannels: 6, kernelSize: 3, padding: [0, 1, 2, 1], stride: [1, 2], bias: false }),
    batchNorm(),
    relu(),
    spec.localResponseNorm({ size: 3, alpha: 0.1 }),
    parallel({
      merge: 'concat',
      branches: [
        [conv2d({ outChannels: 4, kernelSize: 3, padding: 2, dilation: 2, groups: 2 }), spec.silu()],
        [spec.avgPool2d({ kernelSize: 3, stride: 1, padding: 1 }), spec.gelu()],
        [maxPool2d({ kernelSize: 3, stride: 1, padding: 1 }), conv2d({ outChannels: 2, kernelSize: 1 }), spec.tanh()],
      ],
    }),
    batchNorm(),
    parallel({ merge: 'add', branches: [[], [conv2d({ outChannels: 12, kernelSize: 3, padding: 'same', groups: 12 }), spec.hardSwish()]] }),
    parallel({ merge: 'multiply', branches: [[], [spec.globalAvgPool2d(), conv2d({ outChannels: 12, kernelSize: 1 }), sigmoid()]] }),
    spec.sequential({ layers: [conv2d({ outChannels: 5, kernelSize: 5, padding: 'same' }), spec.leakyRelu()] }),
    maxPool2d({ kernelSize: 3, stride: 2, ceilMode: true }),
    spec.adaptiveAvgPool2d({ outputSize: [3, 2] }),
    dropout({ rate: 0.3 }),
    flatten(),
    // No bias before a batch normalisation: its gradient is rounding alone, of which Adam would make whole steps.
    linear({ outFeatures: 12, bias: false }),
    batchNorm({ affine: false, runningVariance: 'biased' }),
    spec.elu(),
    linear({ outFeatures: 8, bias: false }),
    spec.softplus(),
    dropout(),
    linear({ outFeatures: 4 }),
  ] as readonly Layer[],
});
/** A small one with batch normalisation and dropout. */
export const plain = defineModel({
  name: 'plain',
  input: [1, 9, 9],
  layers: [conv2d({ outChannels: 3, kernelSize: 3 }), relu(), flatten(), batchNorm(), dropout({ rate: 0.2 }), linear({ outFeatures: 4 })],
});

const images = [1, 9, 9] as const;
export const optimizers: readonly Optimizer[] = [
  { kind: 'sgd', learningRate: 0.1 },
  { kind: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01 },
  { kind: 'adam', learningRate: 0.01, weightDecay: 0.01 },
  { kind: 'adamw', learningRate: 0.01, weightDecay: 0.1 },
  { kind: 'rmsprop', learningRate: 0.002, momentum: 0.5 },
];

export interface TrainingSet {
  readonly graphs: GraphSet;
  readonly recipe: Recipe;
}

export const setOf = (model: ModelSpec, optimizer: Optimizer): TrainingSet => {
  const resize = model.input.slice(1) as unknown as readonly [number, number];
  const recipe = defineRecipe({ name: 'test', model, optimizer, dataset: { name: 'fashion-mnist', ...(resize[0] === 9 ? {} : { resize }) }, seed: 7 });
  return { recipe, graphs: createGraphSet({ model, recipe, images }) };
};

/** Deterministic bytes and labels. */
export const batchOf = (size: number, seed: number) => ({
  pixels: Uint8Array.from({ length: size * 81 }, (_, i) => Math.imul(i + 1 + seed * 977, 2654435761) >>> 24),
  labels: Int32Array.from({ length: size }, (_, i) => (i + seed) % 4),
});
/** What step `step` is fed. */
export const feedsOf = ({ graphs, recipe }: TrainingSet, size: number, step: number): Feeds =>
  trainingFeeds(graphs.training(size), batchOf(size, step), recipe, { step, steps: 10, stepsPerEpoch: 5 });
