import {
  avgPool2d,
  batchNorm,
  conv2d,
  defaultRecipe,
  defineModel,
  dropout,
  flatten,
  globalAvgPool2d,
  linear,
  maxPool2d,
  parallel,
  relu,
  sigmoid,
  silu,
  tanh,
  type Graph,
  type ModelSpec,
  type StateRole,
} from '@archetype/spec';
import { fillUniform, randomStream } from '@archetype/spec/random';
import { modelSpec } from '@archetype/spec/testing';
import { createGraphSet, dropoutMasks, type StepGraph } from '@archetype/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.js';
import { elementCount } from './tensor.js';

/** Where values of each role are drawn from: far from zero where a derivative would blow up, and none of them equal. */
const ranges: Readonly<Record<StateRole, readonly [number, number]>> = {
  weight: [-0.6, 0.6],
  bias: [-0.5, 0.5],
  normWeight: [0.5, 1.5],
  normBias: [-0.5, 0.5],
  runningMean: [-0.5, 0.5],
  runningVariance: [0.5, 1.5],
  optimizer: [0, 0],
};

function drawn(seed: number, name: string, shape: readonly number[], [low, high]: readonly [number, number]): Float64Array {
  const values = new Float64Array(elementCount(shape));
  fillUniform(randomStream({ seed, purpose: 'whole model', path: name }), values, low, high);
  return values;
}

/** A value for every input and state of the graph. */
function valuesFor(graph: StepGraph, seed: number): Map<string, Float64Array> {
  const shapeOf = (name: string): readonly number[] => graph.tensors.get(name)!.shape;
  const values = new Map(graph.state.map(({ name, role, shape }) => [name, drawn(seed, name, shape, ranges[role])]));
  for (const [name, mask] of dropoutMasks(graph, seed, 0)) values.set(name, Float64Array.from(mask));
  for (const { name, role } of graph.inputs) {
    if (role === 'input') values.set(name, drawn(seed, name, shapeOf(name), [-1, 1]));
    if (role === 'labels') {
      const classes = shapeOf(graph.outputs.logits)[1]!;
      values.set(name, drawn(seed, name, shapeOf(name), [0, classes]).map(Math.floor));
    }
    if (role === 'scalar') values.set(name, Float64Array.of(0.1));
  }
  return values;
}

/** The graph as far as its loss: what is differentiated. */
function asFarAsLoss(graph: StepGraph): Pick<Graph<StepGraph['operations'][number]>, 'name' | 'tensors' | 'operations'> {
  const end = graph.operations.findIndex(({ outputs }) => outputs.some((name) => name === graph.outputs.loss));
  return { ...graph, operations: graph.operations.slice(0, end + 1) };
}

/**
 * Expects the gradient of every trained tensor, along one random direction, to be the slope of the loss. A ReLU or a maximum that changes sides
 * within a step spoils the difference, and does not within a smaller step; a wrong gradient is wrong at every step.
 */
function expectGradients(model: ModelSpec, batchSize: number, seed: number): number {
  const graph = createGraphSet({ model, recipe: defaultRecipe(model) }).training(batchSize);
  const values = valuesFor(graph, seed);
  const forward = asFarAsLoss(graph);
  const lossAt = (moved: ReadonlyMap<string, Float64Array>): number => interpret(forward, moved).get(graph.outputs.loss!)!.data[0]!;
  const tensors = interpret(graph, values);
  let checked = 0;
  for (const operation of graph.operations) {
    if (operation.kind !== 'sgdUpdate') continue;
    const [parameter, gradient] = operation.inputs;
    const at = values.get(parameter)!;
    const direction = drawn(seed, `${parameter} direction`, [at.length], [-1, 1]);
    const received = tensors.get(gradient)!.data.reduce((sum, value, i) => sum + value * direction[i]!, 0);
    const slope = (h: number): number => {
      const shifted = (by: number): number => lossAt(new Map(values).set(parameter, at.map((value, i) => value + by * direction[i]!)));
      return (shifted(h) - shifted(-h)) / (2 * h);
    };
    const slopes = [1e-5, 1e-6, 1e-7].map(slope);
    const miss = Math.min(...slopes.map((each) => Math.abs(each - received)));
    expect(miss, `${model.name} ${gradient}: ${received}, by differences ${slopes.join(', ')}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(received)));
    checked++;
  }
  return checked;
}

const classifier = [globalAvgPool2d(), flatten(), linear({ outFeatures: 3 })];

const models: readonly (readonly [name: string, layers: ModelSpec['layers'], tensors: number])[] = [
  ['LeNet-like', [conv2d({ outChannels: 2, kernelSize: 3, padding: 1 }), sigmoid(), avgPool2d({ kernelSize: 2 }), flatten(), linear({ outFeatures: 5 }), tanh(), linear({ outFeatures: 3 })], 6],
  ['batch normalisation of images and features', [conv2d({ outChannels: 3, kernelSize: 3, bias: false }), batchNorm(), relu(), flatten(), linear({ outFeatures: 4 }), batchNorm(), silu(), linear({ outFeatures: 3 })], 9],
  [
    'residual: add, one branch the identity',
    [
      conv2d({ outChannels: 3, kernelSize: 1 }),
      parallel({ merge: 'add', branches: [[conv2d({ outChannels: 3, kernelSize: 3, padding: 1 }), batchNorm(), relu(), conv2d({ outChannels: 3, kernelSize: 3, padding: 1 })], []] }),
      relu(),
      ...classifier,
    ],
    10,
  ],
  [
    'Inception: concat of four branches',
    [
      parallel({
        merge: 'concat',
        branches: [
          [conv2d({ outChannels: 1, kernelSize: 1 })],
          [conv2d({ outChannels: 2, kernelSize: 3, padding: 'same' }), relu()],
          [maxPool2d({ kernelSize: 3, stride: 1, padding: 1 }), conv2d({ outChannels: 2, kernelSize: 1 })],
          [],
        ],
      }),
      ...classifier,
    ],
    8,
  ],
  [
    'squeeze and excitation: multiply, stretched',
    [
      conv2d({ outChannels: 4, kernelSize: 3, stride: 2 }),
      parallel({ merge: 'multiply', branches: [[], [globalAvgPool2d(), conv2d({ outChannels: 2, kernelSize: 1 }), relu(), conv2d({ outChannels: 4, kernelSize: 1 }), sigmoid()]] }),
      ...classifier,
    ],
    8,
  ],
  ['three branches added, one used twice', [parallel({ merge: 'add', branches: [[], [], [conv2d({ outChannels: 2, kernelSize: 3, padding: 1 }), tanh()]] }), ...classifier], 4],
  ['dropout by masks', [conv2d({ outChannels: 3, kernelSize: 3 }), relu(), dropout({ rate: 0.3 }), flatten(), linear({ outFeatures: 6 }), dropout({ rate: 0.5 }), linear({ outFeatures: 3 })], 6],
  ['grouped, dilated, strided', [conv2d({ outChannels: 4, kernelSize: [3, 2], groups: 2, dilation: [1, 2], padding: [1, 0, 2, 1] }), relu(), conv2d({ outChannels: 4, kernelSize: 3, groups: 4, stride: 2 }), ...classifier], 6],
];

describe('the gradients of a whole model are the slopes of its loss', () => {
  it.each(models)('%s', (name, layers, tensors) => {
    const model = defineModel({ name, input: [2, 6, 7], layers });
    for (const seed of [1, 2, 3]) expect(expectGradients(model, 3, seed)).toBe(tensors);
  });

  it('any model', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(modelSpec({ classes: 3, maxSide: 8, maxElements: 400, maxLayers: 5 }), fc.nat(), (model, seed) => {
        expect(expectGradients(model, 3, seed)).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});
