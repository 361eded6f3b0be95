import { defaultRecipe, type ModelSpec, type StateRole } from '@archetype/spec';
import { fillUniform, randomStream } from '@archetype/spec/random';
import { modelSpec } from '@archetype/spec/testing';
import { createGraphSet, dropoutMasks, type StepGraph } from '@archetype/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.js';
import { elementCount } from './tensor.js';
import { models } from './testing/models.js';

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
function asFarAsLoss(graph: StepGraph): StepGraph {
  const end = graph.operations.findIndex(({ outputs }) => outputs.some((name) => name === graph.outputs.loss));
  return { ...graph, operations: graph.operations.slice(0, end + 1) };
}

/**
 * Expects the gradient of every trained tensor, along one random direction, to be the slope of the loss. A ReLU or a maximum that changes sides
 * within a step spoils the difference, and does not within a smaller step; a wrong gradient is wrong at every step.
 */
function expectGradients(model: ModelSpec, batchSize: number, seed: number): void {
  const graph = createGraphSet({ model, recipe: defaultRecipe(model) }).training(batchSize);
  const values = valuesFor(graph, seed);
  const forward = asFarAsLoss(graph);
  const lossAt = (moved: ReadonlyMap<string, Float64Array>): number => interpret(forward, moved).get(graph.outputs.loss!)!.data[0]!;
  const tensors = interpret(graph, values);
  const updates = graph.operations.filter((operation) => operation.kind === 'sgdUpdate');
  expect(updates.length).toBe(graph.state.filter(({ trainable }) => trainable).length);
  for (const operation of updates) {
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
  }
}

describe('the gradients of a whole model are the slopes of its loss', () => {
  it.each(models.map((model) => [model.name, model] as const))('%s', (_name, model) => {
    for (const seed of [1, 2, 3]) expectGradients(model, 3, seed);
  });

  it('any model', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(modelSpec({ classes: 3, maxSide: 8, maxElements: 400, maxLayers: 5 }), fc.nat(), (model, seed) => {
        expectGradients(model, 3, seed);
      }),
      { numRuns: 60 },
    );
  });
});
