import { batchNorm, conv2d, defineModel, defineRecipe, flatten, leakyRelu, linear, maxPool2d, parallel, relu, silu } from '@archetype/spec';
import type { Layer, Optimizer } from '@archetype/spec';
import { createGraphSet } from '@archetype/training';
import { describe, expect, it } from 'vitest';
import { biasBeforeBatchNorm } from './biasBeforeBatchNorm.js';
import { foldLearningRate } from './foldLearningRate.js';
import type { Plan } from './operations.js';
import { poolBeforeActivation } from './poolBeforeActivation.js';

const graphsOf = (layers: readonly Layer[], optimizer: Optimizer = { kind: 'sgd', learningRate: 0.1 }) => {
  const model = defineModel({ name: 'model', input: [1, 12, 12], layers: [...layers, flatten(), linear({ outFeatures: 3 })] });
  return createGraphSet({ model, recipe: defineRecipe({ name: 'recipe', model, optimizer }), images: [1, 12, 12] });
};
const trainingOf = (layers: readonly Layer[], optimizer?: Optimizer): Plan => graphsOf(layers, optimizer).training(4);
const kinds = (plan: Plan): readonly string[] => plan.operations.map(({ kind }) => kind);
const operation = (plan: Plan, kind: string) => plan.operations.find((candidate) => candidate.kind === kind)!;

const conv = conv2d({ outChannels: 2, kernelSize: 3 });
const pool = maxPool2d({ kernelSize: 2 });

describe('pooling before an activation', () => {
  it('exchanges the two, and their gradients', () => {
    const before = trainingOf([conv, relu(), pool]);
    const after = poolBeforeActivation(before);
    expect(kinds(after).filter((kind) => /relu|maxPool/.test(kind))).toEqual(['maxPool2d', 'relu', 'reluGradient', 'maxPool2dGradient']);
    expect(operation(after, 'maxPool2d').inputs).toEqual(operation(before, 'relu').inputs);
    expect(operation(after, 'relu').outputs).toEqual(operation(before, 'maxPool2d').outputs);
    expect(operation(after, 'maxPool2dGradient').outputs).toEqual(operation(before, 'reluGradient').outputs);
  });

  it('does so without gradients too', () => {
    const after = poolBeforeActivation(graphsOf([conv, relu(), pool]).prediction(4));
    expect(kinds(after).indexOf('maxPool2d')).toBeLessThan(kinds(after).indexOf('relu'));
  });

  it.each([
    ['an activation that falls somewhere', [conv, silu(), pool]],
    ['a slope below zero', [conv, leakyRelu({ negativeSlope: -0.5 }), pool]],
    ['another reader of the activation', [conv, relu(), parallel({ merge: 'concat', branches: [[pool], [pool]] })]],
  ] as const)('leaves alone %s', (_, layers) => {
    const plan = trainingOf(layers);
    expect(poolBeforeActivation(plan)).toBe(plan);
  });
});

describe('a bias before a batch normalisation', () => {
  it('goes to the mean alone, and has no gradient', () => {
    const plan = biasBeforeBatchNorm(trainingOf([conv, batchNorm()]));
    expect(operation(plan, 'conv2d').inputs).toEqual(['pixels:normalized', '0.weight']);
    expect(plan.operations.find(({ outputs }) => outputs.includes('1:mean'))).toMatchObject({ kind: 'add', inputs: [expect.any(String), '0.bias'] });
    expect(plan.operations.find(({ outputs }) => outputs.includes('0.bias:gradient'))?.kind).toBe('zeros');
  });

  it('stays where something else reads the convolution', () => {
    const plan = trainingOf([conv, parallel({ merge: 'concat', branches: [[batchNorm()], []] })]);
    expect(biasBeforeBatchNorm(plan)).toBe(plan);
  });
});

describe('the learning rate', () => {
  it('is multiplied into the gradient of the loss, for plain SGD', () => {
    const plan = foldLearningRate(trainingOf([conv]));
    expect(operation(plan, 'scale').inputs).toEqual([expect.any(String), 'learningRate']);
    expect(kinds(plan).filter((kind) => kind.startsWith('sgd'))).toEqual(['sgdStep', 'sgdStep', 'sgdStep', 'sgdStep']);
  });

  it.each<Optimizer>([
    { kind: 'sgd', learningRate: 0.1, momentum: 0.9 },
    { kind: 'adam', learningRate: 0.1 },
  ])('stays an operand of $kind that needs the gradient as it is', (optimizer) => {
    const plan = trainingOf([conv], optimizer);
    expect(foldLearningRate(plan)).toBe(plan);
  });
});
