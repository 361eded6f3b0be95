import {
  batchNorm,
  conv2d,
  defineModel,
  flatten,
  globalAvgPool2d,
  linear,
  lower,
  parallel,
  relu,
  sigmoid,
  zoo,
  type Graph,
  type Layer,
  type LossOptions,
  type TensorName,
} from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differentiate, type DifferentiatedGraph } from './differentiate.js';
import type { StepOperation } from './operations.js';

const loss: LossOptions = { kind: 'softmaxCrossEntropy', reduction: 'mean', labelSmoothing: 0 };

function forwardOf(layers: readonly Layer[], input: readonly [number, number, number] = [1, 8, 8]): Graph {
  return lower(defineModel({ name: 'small', input, layers }), { batchSize: 2, mode: 'training', loss });
}

function gradientOperations({ graph }: DifferentiatedGraph, forward: Graph): readonly StepOperation[] {
  expect(graph.operations.slice(0, forward.operations.length)).toEqual(forward.operations);
  return graph.operations.slice(forward.operations.length);
}

const described = ({ kind, inputs, outputs }: StepOperation): string => `${kind}(${inputs.join(', ')}) → ${outputs.join(', ')}`;

describe('differentiate', () => {
  it('of LeNet is the chain rule from the loss to the first convolution, which has no input gradient', () => {
    const forward = lower(zoo.lenet, { batchSize: 2, mode: 'training', images: { shape: [1, 28, 28], scale: 'unit' }, loss });
    const differentiated = differentiate(forward);
    expect(gradientOperations(differentiated, forward).map(described)).toEqual([
      'softmaxCrossEntropyGradient(11:output, labels) → 11:output:gradient',
      'biasGradient(11:output:gradient) → 11.bias:gradient',
      'linearWeightGradient(11:output:gradient, 10:output) → 11.weight:gradient',
      'linearInputGradient(11:output:gradient, 11.weight) → 10:output:gradient',
      'sigmoidGradient(10:output:gradient, 10:output) → 9:output:gradient',
      'biasGradient(9:output:gradient) → 9.bias:gradient',
      'linearWeightGradient(9:output:gradient, 8:output) → 9.weight:gradient',
      'linearInputGradient(9:output:gradient, 9.weight) → 8:output:gradient',
      'sigmoidGradient(8:output:gradient, 8:output) → 7:output:gradient',
      'biasGradient(7:output:gradient) → 7.bias:gradient',
      'linearWeightGradient(7:output:gradient, 6:output) → 7.weight:gradient',
      'linearInputGradient(7:output:gradient, 7.weight) → 6:output:gradient',
      'unflatten(6:output:gradient) → 5:output:gradient',
      'maxPool2dGradient(5:output:gradient, 4:output, 5:output) → 4:output:gradient',
      'sigmoidGradient(4:output:gradient, 4:output) → 3:output:gradient',
      'biasGradient(3:output:gradient) → 3.bias:gradient',
      'conv2dWeightGradient(3:output:gradient, 2:output) → 3.weight:gradient',
      'conv2dInputGradient(3:output:gradient, 3.weight) → 2:output:gradient',
      'maxPool2dGradient(2:output:gradient, 1:output, 2:output) → 1:output:gradient',
      'sigmoidGradient(1:output:gradient, 1:output) → 0:output:gradient',
      'biasGradient(0:output:gradient) → 0.bias:gradient',
      'conv2dWeightGradient(0:output:gradient, pixels:normalized) → 0.weight:gradient',
    ]);
    expect([...differentiated.gradients.keys()]).toEqual(forward.state.map(({ name }) => name));
  });

  it('adds the gradients of a tensor that is read twice, the last reader first', () => {
    const shortcut = parallel({ branches: [[conv2d({ outChannels: 3, kernelSize: 1, bias: false })], []], merge: 'add' });
    const forward = forwardOf([conv2d({ outChannels: 3, kernelSize: 1, bias: false }), shortcut, flatten(), linear({ outFeatures: 2, bias: false })]);
    expect(gradientOperations(differentiate(forward), forward).map(described).slice(4)).toEqual([
      'conv2dWeightGradient(1:output:gradient, 0:output) → 1.0.0.weight:gradient',
      'conv2dInputGradient(1:output:gradient, 1.0.0.weight) → 0:output:gradient#1',
      // The term itself has the sum's gradient: nothing is computed for it.
      'add(1:output:gradient, 0:output:gradient#1) → 0:output:gradient',
      'conv2dWeightGradient(0:output:gradient, input) → 0.weight:gradient',
    ]);
  });

  it('numbers contributions and partial sums as they arise, where there are more', () => {
    const branch = [conv2d({ outChannels: 2, kernelSize: 1, bias: false })];
    const forward = forwardOf([relu(), conv2d({ outChannels: 2, kernelSize: 1 }), relu(), parallel({ branches: [branch, branch, branch], merge: 'concat' }), flatten(), linear({ outFeatures: 2 })]);
    const made = gradientOperations(differentiate(forward), forward).filter(({ outputs }) => outputs[0]?.startsWith('2:output:gradient'));
    expect(made.map(described)).toEqual([
      'conv2dInputGradient(3.2.0:output:gradient, 3.2.0.weight) → 2:output:gradient#1',
      'conv2dInputGradient(3.1.0:output:gradient, 3.1.0.weight) → 2:output:gradient#2',
      'add(2:output:gradient#1, 2:output:gradient#2) → 2:output:gradient#3',
      'conv2dInputGradient(3.0.0:output:gradient, 3.0.0.weight) → 2:output:gradient#4',
      'add(2:output:gradient#3, 2:output:gradient#4) → 2:output:gradient',
    ]);
  });

  it('sums over height and width what was stretched over them', () => {
    const gate = [globalAvgPool2d(), conv2d({ outChannels: 3, kernelSize: 1 }), sigmoid()];
    const forward = forwardOf([conv2d({ outChannels: 3, kernelSize: 3 }), parallel({ branches: [[], gate], merge: 'multiply' }), flatten(), linear({ outFeatures: 2 })]);
    const operations = gradientOperations(differentiate(forward), forward).map(described);
    expect(operations).toContain('multiply(1:output:gradient, 1.1.2:output) → 0:output:gradient#1');
    expect(operations).toContain('multiply(1:output:gradient, 0:output) → 1:output:gradient:product');
    expect(operations).toContain('sumSpatial(1:output:gradient:product) → 1.1.2:output:gradient');
  });

  it('leaves out what no trained tensor lies behind', () => {
    const forward = forwardOf([batchNorm({ affine: false }), relu(), flatten(), linear({ outFeatures: 2 })]);
    expect(gradientOperations(differentiate(forward), forward).map(({ kind }) => kind)).toEqual(['softmaxCrossEntropyGradient', 'biasGradient', 'linearWeightGradient']);
  });

  it('refuses a graph without a loss', () => {
    const forward = lower(zoo.lenet, { batchSize: 1, mode: 'training' });
    expect(() => differentiate(forward)).toThrow(expect.objectContaining({ code: 'no-loss' }));
    expect(() => differentiate(forward, '0:output')).toThrow(expect.objectContaining({ code: 'no-loss' }));
  });

  it('refuses to go through batch normalisation as at inference', () => {
    const forward = lower(zoo['lenet-bn'], { batchSize: 1, mode: 'inference', loss });
    expect(() => differentiate(forward)).toThrow(expect.objectContaining({ code: 'not-differentiable', name: 'ArchetypeError' }));
  });
});

describe('of any model, the step graph', () => {
  const graphs = modelSpec({ classes: 3, maxElements: 512 }).map((model) => {
    const forward = lower(model, { batchSize: 2, mode: 'training', loss });
    return { forward, ...differentiate(forward) };
  });

  it('writes every tensor once, before it is read, and declares its shape', () => {
    fc.assert(
      fc.property(graphs, ({ graph, forward }) => {
        const written = new Set<TensorName>([...graph.inputs, ...graph.state].map(({ name }) => name));
        for (const { inputs, outputs } of graph.operations) {
          for (const name of inputs) expect(written).toContain(name);
          for (const name of outputs) {
            expect(written).not.toContain(name);
            written.add(name);
          }
        }
        expect(new Set(graph.tensors.keys())).toEqual(written);
        expect(graph.updates).toEqual(forward.updates);
      }),
    );
  });

  it("has a gradient of every trained tensor, of that tensor's shape", () => {
    fc.assert(
      fc.property(graphs, ({ graph, gradients, forward }) => {
        expect([...gradients.keys()]).toEqual(forward.state.filter(({ trainable }) => trainable).map(({ name }) => name));
        for (const [name, gradient] of gradients) expect(graph.tensors.get(gradient)?.shape).toEqual(graph.tensors.get(name)?.shape);
      }),
    );
  });

  it('computes nothing that leads nowhere', () => {
    fc.assert(
      fc.property(graphs, ({ graph, gradients, forward }) => {
        const read = new Set<TensorName>([...graph.operations.flatMap(({ inputs }) => [...inputs]), ...gradients.values()]);
        for (const { outputs } of graph.operations.slice(forward.operations.length)) expect(outputs.some((name) => read.has(name))).toBe(true);
      }),
    );
  });
});
