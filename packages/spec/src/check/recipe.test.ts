import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineRecipe } from '../recipe/recipe.js';
import { defaultRecipe } from '../recipe/defaultRecipe.js';
import { recipes } from '../recipes/index.js';
import { mutated } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { SpecError } from './error.js';
import { checkRecipe, parseRecipe } from './recipe.js';

const valid = { format: 'archetype-recipe/1', name: 'r', model: 'lenet' };

describe('a recipe as written', () => {
  it('gets every default, which are those of a model without a recipe', () => {
    expect(parseRecipe(valid)).toEqual({
      format: 'archetype-recipe/1',
      name: 'r',
      model: 'lenet',
      dataset: { name: 'fashion-mnist', scale: 'unit', crop: 0, horizontalFlip: false },
      batchSize: 128,
      lastBatch: 'keep',
      epochs: 10,
      seed: 0,
      loss: 'softmaxCrossEntropy',
      optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0, nesterov: false, weightDecay: 0 },
      schedule: { kind: 'constant' },
      initialization: { weight: 'xavierUniform', bias: 'zeros' },
    });
  });

  it.each<readonly [object, object]>([
    [{ optimizer: { kind: 'adam' } }, { optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 } }],
    [{ optimizer: { kind: 'adamw', learningRate: 0.1 } }, { optimizer: { kind: 'adamw', learningRate: 0.1, weightDecay: 0.01 } }],
    [{ optimizer: { kind: 'rmsprop' } }, { optimizer: { kind: 'rmsprop', learningRate: 0.01, alpha: 0.99, eps: 1e-8, momentum: 0, weightDecay: 0 } }],
    [{ schedule: { kind: 'step', stepSize: 3 } }, { schedule: { kind: 'step', stepSize: 3, gamma: 0.1 } }],
    [{ schedule: { kind: 'multiStep', milestones: [2, 5] } }, { schedule: { kind: 'multiStep', milestones: [2, 5], gamma: 0.1 } }],
    [{ schedule: { kind: 'cosine' } }, { schedule: { kind: 'cosine', minimum: 0 } }],
    [{ schedule: { kind: 'oneCycle' } }, { schedule: { kind: 'oneCycle', pctStart: 0.3, divFactor: 25, finalDivFactor: 10000 } }],
    [
      { schedule: { kind: 'linearWarmup', epochs: 0.5, after: { kind: 'cosine' } } },
      { schedule: { kind: 'linearWarmup', epochs: 0.5, startFactor: 1 / 3, after: { kind: 'cosine', minimum: 0 } } },
    ],
    [{ initialization: { weight: { kind: 'normal', std: 0.01 } } }, { initialization: { weight: { kind: 'normal', std: 0.01 }, bias: 'zeros' } }],
    [{ dataset: { name: 'fashion-mnist', resize: [96, 80], crop: 2 } }, { dataset: { name: 'fashion-mnist', resize: [96, 80], scale: 'unit', crop: 2, horizontalFlip: false } }],
    [{ loss: { kind: 'softmaxCrossEntropy' } }, { loss: { kind: 'softmaxCrossEntropy', labelSmoothing: 0, reduction: 'mean' } }],
    [{ loss: { kind: 'softmaxCrossEntropy', labelSmoothing: 0.1, reduction: 'sum' } }, { loss: { labelSmoothing: 0.1, reduction: 'sum' } }],
    [{ gradientClipping: { maxNorm: 1 } }, { gradientClipping: { maxNorm: 1 } }],
    [{ seed: Number.MAX_SAFE_INTEGER, lastBatch: 'drop' }, { seed: Number.MAX_SAFE_INTEGER, lastBatch: 'drop' }],
  ])('%j', (fields, expected) => {
    expect(parseRecipe({ ...valid, ...fields })).toMatchObject(expected);
  });
});

describe('the link to a schema', () => {
  it('is no part of the recipe, nor of a model in place', () => {
    const model = { $schema: 'model.schema.json', ...zoo.lenet };
    const parsed = parseRecipe({ $schema: 'recipe.schema.json', ...valid, model });
    expect(parsed).toEqual(parseRecipe({ ...valid, model: zoo.lenet }));
    expect(Object.keys(parsed).slice(0, 3)).toEqual(['format', 'name', 'model']);
  });

  it('is a text', () => {
    expect(checkRecipe({ ...valid, $schema: 1 })).toMatchObject([{ code: 'invalid-field', pointer: ['$schema'] }]);
  });
});

describe('a wrong recipe', () => {
  it.each<readonly [object, object]>([
    [{ format: 'archetype/1' }, { code: 'invalid-field', pointer: ['format'] }],
    [{ name: undefined }, { code: 'missing-field', message: 'name is missing' }],
    [{ model: '' }, { code: 'invalid-field' }],
    [{ model: 3 }, { code: 'invalid-field' }],
    [{ model: { ...zoo.lenet, layers: [{ kind: 'relu6' }] } }, { code: 'unknown-kind', path: '0', pointer: ['model', 'layers', 0, 'kind'] }],
    [{ batch_size: 3 }, { code: 'unknown-field', remedy: 'did you mean "batchSize"?' }],
    [{ batchSize: 0 }, { code: 'invalid-field' }],
    [{ epochs: 1.5 }, { code: 'invalid-field' }],
    [{ seed: -1 }, { code: 'invalid-field' }],
    [{ seed: 2 ** 53 }, { code: 'invalid-field' }],
    [{ lastBatch: 'pad' }, { code: 'invalid-field', message: 'lastBatch must be "keep" or "drop"; received "pad"' }],
    [{ loss: 'mse' }, { code: 'invalid-field' }],
    [{ loss: { kind: 'mse' } }, { code: 'unknown-kind', pointer: ['loss', 'kind'] }],
    [{ loss: { kind: 'softmaxCrossEntropy', labelSmoothing: 1 } }, { code: 'invalid-field', pointer: ['loss', 'labelSmoothing'] }],
    [{ loss: { kind: 'softmaxCrossEntropy', reduction: 'none' } }, { code: 'invalid-field', pointer: ['loss', 'reduction'] }],
    [{ gradientClipping: 1 }, { code: 'not-an-object', pointer: ['gradientClipping'] }],
    [{ gradientClipping: {} }, { code: 'missing-field', message: 'maxNorm is missing' }],
    [{ gradientClipping: { maxNorm: 0 } }, { code: 'invalid-field', pointer: ['gradientClipping', 'maxNorm'] }],
    [{ optimizer: 'sgd' }, { code: 'not-an-object', pointer: ['optimizer'] }],
    [{ optimizer: { kind: 'sgd' } }, { code: 'missing-field', message: 'learningRate is missing', pointer: ['optimizer'] }],
    [{ optimizer: { kind: 'sgd', lr: 0.1 } }, { code: 'unknown-field', pointer: ['optimizer', 'lr'] }],
    [{ optimizer: { kind: 'sgdd', learningRate: 0.1 } }, { code: 'unknown-kind', remedy: 'did you mean "sgd"?', pointer: ['optimizer', 'kind'] }],
    [{ optimizer: { kind: 'toString' } }, { code: 'unknown-kind' }],
    [{ optimizer: { kind: 'sgd', learningRate: 0 } }, { code: 'invalid-field', pointer: ['optimizer', 'learningRate'] }],
    [{ optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 1 } }, { code: 'invalid-field' }],
    [{ optimizer: { kind: 'adam', momentum: 0.9 } }, { code: 'unknown-field' }],
    [{ optimizer: { kind: 'sgd', learningRate: 0.1, nesterov: true } }, { code: 'nesterov-without-momentum', pointer: ['optimizer', 'nesterov'] }],
    [{ schedule: { kind: 'step' } }, { code: 'missing-field', pointer: ['schedule'] }],
    [{ schedule: { kind: 'multiStep', milestones: [] } }, { code: 'invalid-field' }],
    [{ schedule: { kind: 'multiStep', milestones: [3, 3] } }, { code: 'invalid-field' }],
    [{ schedule: { kind: 'linearWarmup', epochs: 1, after: { kind: 'linearWarmup', epochs: 1 } } }, { code: 'unknown-kind', pointer: ['schedule', 'after', 'kind'] }],
    [{ schedule: { kind: 'oneCycle', pctStart: 1 } }, { code: 'invalid-field' }],
    [{ initialization: { weight: 'glorot' } }, { code: 'invalid-field', pointer: ['initialization', 'weight'] }],
    [{ initialization: { weight: { kind: 'normal' } } }, { code: 'missing-field', message: 'std is missing', pointer: ['initialization', 'weight'] }],
    [{ initialization: { weight: { kind: 'normal', std: -1 } } }, { code: 'invalid-field', pointer: ['initialization', 'weight', 'std'] }],
    [{ dataset: { name: 'mnist' } }, { code: 'invalid-field', pointer: ['dataset', 'name'] }],
    [{ dataset: {} }, { code: 'missing-field' }],
    [{ dataset: { name: 'fashion-mnist', scale: 'minus1to1' } }, { code: 'invalid-field' }],
    [{ dataset: { name: 'fashion-mnist', scale: { mean: [0.3] } } }, { code: 'missing-field', pointer: ['dataset', 'scale'] }],
    [{ dataset: { name: 'fashion-mnist', scale: { mean: [0.3], std: [0] } } }, { code: 'invalid-field', pointer: ['dataset', 'scale', 'std'] }],
    [{ dataset: { name: 'fashion-mnist', scale: { mean: [0, 0], std: [1] } } }, { code: 'scale-lengths-differ', pointer: ['dataset', 'scale'] }],
    [{ dataset: { name: 'fashion-mnist', crop: -1 } }, { code: 'invalid-field' }],
    [{ dataset: { name: 'fashion-mnist', crop: { padding: 2 } } }, { code: 'invalid-field' }],
  ])('%j', (fields, expected) => {
    const findings = checkRecipe({ ...valid, ...fields });
    expect(findings).toContainEqual(expect.objectContaining(expected));
    expect(() => parseRecipe({ ...valid, ...fields })).toThrow(SpecError);
  });

  it.each([null, [], 'lenet', 3, undefined])('%j is none', (value) => {
    expect(checkRecipe(value)).toMatchObject([{ code: 'not-an-object', pointer: [] }]);
  });

  it('has every finding', () => {
    const findings = checkRecipe({ ...valid, batchSize: 'x', epochs: 0, optimizer: { kind: 'adam', beta1: 2, eps: 0 } });
    expect(findings.map(({ pointer }) => pointer.join('.'))).toEqual(['batchSize', 'epochs', 'optimizer.beta1', 'optimizer.eps']);
  });
});

describe('recipes of the zoo', () => {
  it.each(Object.entries(recipes))('%s is valid, complete, and for a model of the zoo', (name, recipe) => {
    expect(checkRecipe(recipe)).toEqual([]);
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
    expect(recipe.name).toBe(name);
    expect(Object.keys(zoo)).toContain(recipe.model);
  });
});

describe('the default recipe', () => {
  it('of a zoo name is the zoo\'s', () => {
    expect(defaultRecipe('lenet')).toBe(recipes.lenet);
  });

  it('of another model trains that model', () => {
    const model = { ...zoo.lenet, name: 'mine' };
    expect(defaultRecipe(model)).toEqual(defineRecipe({ name: 'mine-default', model }));
    expect(defaultRecipe('vgg19')).toMatchObject({ model: 'vgg19', batchSize: 128, optimizer: { kind: 'sgd', learningRate: 0.05 } });
    expect(defaultRecipe('constructor').model).toBe('constructor');
  });
});

describe('laws', () => {
  it('whatever is checked, no value makes the checker throw, and what passes is completed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(recipes)).chain((recipe) => mutated(recipe)), (value) => {
        if (checkRecipe(value).length === 0) expect(checkRecipe(parseRecipe(value))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
