import * as spec from '@archetype/spec';
import type { ModelSpec, Optimizer } from '@archetype/spec';
import { createGraphSet } from '@archetype/training';
import type { StepGraph } from '@archetype/training';

const { conv2d, batchNorm, linear, parallel } = spec;

/** A small model with every kind of layer. */
const model: ModelSpec = spec.defineModel({
  name: 'every-operation',
  input: [3, 12, 12],
  layers: [
    conv2d({ outChannels: 4, kernelSize: 3, padding: 1 }),
    batchNorm(),
    spec.relu(),
    spec.localResponseNorm({ size: 3 }),
    parallel({ merge: 'concat', branches: [[conv2d({ outChannels: 2, kernelSize: 1 }), spec.silu()], [spec.avgPool2d({ kernelSize: 3, stride: 1, padding: 1 }), spec.gelu()]] }),
    parallel({ merge: 'add', branches: [[spec.tanh()], [spec.hardSwish()]] }),
    parallel({ merge: 'multiply', branches: [[], [spec.globalAvgPool2d(), spec.sigmoid()]] }),
    spec.leakyRelu(),
    spec.maxPool2d({ kernelSize: 2, stride: 2 }),
    spec.adaptiveAvgPool2d({ outputSize: [3, 2] }),
    spec.dropout({ rate: 0.5 }),
    spec.flatten(),
    linear({ outFeatures: 8 }),
    spec.elu(),
    linear({ outFeatures: 8 }),
    spec.softplus(),
    linear({ outFeatures: 4 }),
  ],
});

/** Each kind of update. */
const optimizers: readonly Optimizer[] = [
  { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
  { kind: 'adam', learningRate: 0.1 },
  { kind: 'rmsprop', learningRate: 0.1 },
];

/** Graphs that between them hold every kind of operation. */
export function graphsOfEveryOperation(): readonly StepGraph[] {
  return optimizers.flatMap((optimizer) => {
    const recipe = spec.defineRecipe({ name: 'every-operation', model, optimizer, gradientClipping: { maxNorm: 1 }, dataset: { name: 'fashion-mnist', resize: [12, 12] } });
    const graphs = createGraphSet({ model, recipe, images: [1, 9, 9] });
    return [graphs.training(2), graphs.evaluation(2), graphs.prediction(2)];
  });
}
