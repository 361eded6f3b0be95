import { defineRecipe, zoo, type Optimizer } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { createGraphSet } from './graphSet.js';

const setWith = (optimizer: Optimizer) => createGraphSet({ model: zoo['lenet-bn'], recipe: defineRecipe({ name: 'test', model: 'lenet-bn', optimizer }), images: [1, 28, 28] });

describe('a graph set', () => {
  it('makes each graph once for a batch size', () => {
    const graphs = setWith({ kind: 'sgd', learningRate: 0.1 });
    expect(graphs.training(4)).toBe(graphs.training(4));
    expect(graphs.training(4)).not.toBe(graphs.training(2));
    expect(graphs.training(2).batchSize).toBe(2);
  });

  it('trains with losses, evaluates with running statistics, predicts without labels', () => {
    const graphs = setWith({ kind: 'sgd', learningRate: 0.1 });
    const kinds = (name: 'training' | 'evaluation' | 'prediction') => new Set<string>(graphs[name](2).operations.map(({ kind }) => kind));
    expect(kinds('training')).toContain('batchNorm');
    expect(kinds('evaluation')).toContain('batchNormInference');
    expect(graphs.evaluation(2).updates.size).toBe(0);
    expect(Object.keys(graphs.evaluation(2).outputs)).toEqual(['logits', 'loss', 'correct']);
    expect(graphs.prediction(2).inputs.map(({ role }) => role)).toEqual(['pixels']);
    expect(graphs.prediction(2).outputs.probabilities).toBe('probabilities');
  });

  it('has one state: what evaluation and prediction read is part of what training keeps', () => {
    const graphs = setWith({ kind: 'adam' });
    const kept = new Set(graphs.training(2).state.map(({ name }) => name));
    for (const { name } of [...graphs.evaluation(2).state, ...graphs.prediction(2).state]) expect(kept).toContain(name);
  });

  it.each<[Optimizer, readonly string[], readonly string[]]>([
    [{ kind: 'sgd', learningRate: 0.1 }, [], ['learningRate']],
    [{ kind: 'sgd', learningRate: 0.1, momentum: 0.9 }, ['velocity'], ['learningRate']],
    [{ kind: 'adam' }, ['firstMoment', 'secondMoment'], ['learningRate', 'biasCorrection1', 'biasCorrection2']],
    [{ kind: 'adamw' }, ['firstMoment', 'secondMoment'], ['learningRate', 'biasCorrection1', 'biasCorrection2']],
    [{ kind: 'rmsprop' }, ['squareAverage'], ['learningRate']],
    [{ kind: 'rmsprop', momentum: 0.9 }, ['squareAverage', 'velocity'], ['learningRate']],
  ])('of %j keeps %j for each parameter and is fed %j', (optimizer, slots, scalars) => {
    const { state, inputs, updates, tensors } = setWith(optimizer).training(2);
    expect(inputs.filter(({ role }) => role === 'scalar').map(({ name }) => name)).toEqual(scalars);
    const trained = state.filter(({ trainable }) => trainable);
    expect(state.filter(({ role }) => role === 'optimizer').map(({ name, shape }) => [name, shape])).toEqual(
      trained.flatMap(({ name, shape }) => slots.map((slot) => [`${name}:${slot}`, shape])),
    );
    // Everything changes in a step, running statistics included; what it becomes has its shape.
    expect(new Set(updates.keys())).toEqual(new Set(state.map(({ name }) => name)));
    for (const [name, next] of updates) {
      expect(next).toBe(`${name}:next`);
      expect(tensors.get(next)).toEqual(tensors.get(name));
    }
  });

  it('clips every gradient before its update, and only where the recipe says so', () => {
    const recipe = defineRecipe({ name: 'test', model: 'lenet-bn', gradientClipping: { maxNorm: 2 } });
    const { operations, state, tensors } = createGraphSet({ model: zoo['lenet-bn'], recipe, images: [1, 28, 28] }).training(2);
    const trained = state.filter(({ trainable }) => trainable).map(({ name }) => name);
    const norms = operations.filter(({ kind }) => kind === 'globalNorm');
    expect(norms.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([[trained.map((name) => `${name}:gradient`), ['gradientNorm']]]);
    const clipped = operations.filter((operation) => operation.kind === 'clipByNorm');
    expect(clipped.map(({ maxNorm, inputs }) => [maxNorm, ...inputs])).toEqual(trained.map((name) => [2, `${name}:gradient`, 'gradientNorm']));
    const updates = operations.filter((operation) => operation.kind === 'sgdUpdate');
    expect(updates.map(({ inputs }) => inputs.slice(0, 2))).toEqual(trained.map((name) => [name, `${name}:gradient:clipped`]));
    for (const name of trained) expect(tensors.get(`${name}:gradient:clipped`)).toEqual(tensors.get(name));
    expect(setWith({ kind: 'adam' }).training(2).operations.map(({ kind }) => kind)).not.toContain('globalNorm');
  });

  it('takes the loss of the recipe, whose sum evaluation leaves to gradients', () => {
    const recipe = defineRecipe({ name: 'test', model: 'lenet-bn', loss: { kind: 'softmaxCrossEntropy', labelSmoothing: 0.1, reduction: 'sum' } });
    const graphs = createGraphSet({ model: zoo['lenet-bn'], recipe, images: [1, 28, 28] });
    const losses = (purpose: 'training' | 'evaluation') => graphs[purpose](2).operations.filter(({ kind }) => kind.startsWith('softmaxCrossEntropy'));
    const sum = { labelSmoothing: 0.1, reduction: 'sum' };
    expect(losses('training')).toEqual([expect.objectContaining(sum), expect.objectContaining(sum)]);
    expect(losses('evaluation')).toEqual([expect.objectContaining({ labelSmoothing: 0.1, reduction: 'mean' })]);
  });

  it('hands the optimizer fields to each update, and the kind of weight decay', () => {
    const operations = (optimizer: Optimizer) => setWith(optimizer).training(2).operations;
    const rates = { beta1: 0.8, beta2: 0.9, eps: 1e-6, weightDecay: 0.25 };
    expect(operations({ kind: 'adam', ...rates }).filter(({ kind }) => kind === 'adamUpdate')).toHaveLength(18);
    expect(operations({ kind: 'adam', ...rates }).at(-1)).toMatchObject({ kind: 'adamUpdate', ...rates, decay: 'coupled' });
    expect(operations({ kind: 'adamw', ...rates }).at(-1)).toMatchObject({ kind: 'adamUpdate', ...rates, decay: 'decoupled' });
    expect(operations({ kind: 'adamw' }).at(-1)).toMatchObject({ beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 });
    const momentum = { learningRate: 0.1, momentum: 0.5, nesterov: true, weightDecay: 0.25 };
    expect(operations({ kind: 'sgd', ...momentum }).at(-1)).toMatchObject({ momentum: 0.5, nesterov: true, weightDecay: 0.25 });
    expect(operations({ kind: 'rmsprop', alpha: 0.7, momentum: 0.5, eps: 1e-3, weightDecay: 0.1 }).at(-1)).toMatchObject({ alpha: 0.7, momentum: 0.5, eps: 1e-3, weightDecay: 0.1 });
  });
});
