import { createHash } from 'node:crypto';
import { defineRecipe, stateTensors, zoo, type Recipe, type RecipeFields } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import type { TensorValues } from './backend.js';
import { initialState } from './initialState.js';

function stateWith(fields: Partial<RecipeFields>, model = zoo['lenet-bn']): TensorValues {
  return initialState({ model, recipe: recipeWith(fields) });
}

function recipeWith(fields: Partial<RecipeFields>): Recipe {
  return defineRecipe({ name: 'test', model: 'lenet-bn', ...fields });
}

function momentsOf(values: Float32Array): { readonly mean: number; readonly deviation: number; readonly largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, deviation, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

describe('the initial state', () => {
  // 9.weight of the first linear layer is [120, 256]: fan in 256, fan out 120, 30,720 values.
  it.each([
    ['xavierUniform', Math.sqrt(6 / 376) / Math.sqrt(3), Math.sqrt(6 / 376)],
    ['xavierNormal', Math.sqrt(2 / 376), undefined],
    ['kaimingUniform', Math.sqrt(6 / 256) / Math.sqrt(3), Math.sqrt(6 / 256)],
    ['kaimingNormal', Math.sqrt(2 / 256), undefined],
    ['torchDefault', 1 / 16 / Math.sqrt(3), 1 / 16],
    [{ kind: 'normal', std: 0.02 }, 0.02, undefined],
  ] as const)('by %j has its spread and bounds', (weight, deviation, bound) => {
    const state = stateWith({ initialization: { weight } });
    const moments = momentsOf(state.get('9.weight') as Float32Array);
    expect(state.get('9.weight')).toHaveLength(120 * 256);
    expect(Math.abs(moments.mean)).toBeLessThan((5 * deviation) / Math.sqrt(30_720));
    expect(moments.deviation / deviation).toBeCloseTo(1, 1.5);
    if (bound !== undefined) {
      expect(moments.largest).toBeLessThanOrEqual(bound);
      expect(moments.largest).toBeGreaterThan(0.999 * bound);
    }
  });

  it('takes the fans of a convolution with its kernel', () => {
    // 4.weight is [16, 6, 5, 5]: fan in 6 · 25, fan out 16 · 25.
    const { largest } = momentsOf(stateWith({ initialization: { weight: 'xavierUniform' } }).get('4.weight') as Float32Array);
    expect(largest / Math.sqrt(6 / (150 + 400))).toBeGreaterThan(0.99);
    expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / (150 + 400)));
  });

  it('has biases by their own rule', () => {
    expect(momentsOf(stateWith({ initialization: { bias: 'zeros' } }).get('9.bias') as Float32Array).largest).toBe(0);
    const { largest } = momentsOf(stateWith({ initialization: { bias: 'torchDefault' } }).get('9.bias') as Float32Array);
    expect(largest).toBeLessThanOrEqual(1 / 16);
    expect(largest).toBeGreaterThan(0.9 / 16);
  });

  it('begins batch normalisation at one and zero, and what the optimizer keeps at zero', () => {
    const state = stateWith({ initialization: { weight: { kind: 'normal', std: 1 }, bias: 'torchDefault' }, optimizer: { kind: 'adam' } });
    expect(new Set(state.get('1.weight'))).toEqual(new Set([1]));
    expect(new Set(state.get('1.bias'))).toEqual(new Set([0]));
    expect(new Set(state.get('1.running_mean'))).toEqual(new Set([0]));
    expect(new Set(state.get('1.running_var'))).toEqual(new Set([1]));
    expect(new Set(state.get('9.weight:firstMoment'))).toEqual(new Set([0]));
    expect(state.get('9.weight:secondMoment')).toHaveLength(120 * 256);
  });

  it('has the same bits everywhere', () => {
    const sha256 = (weight: 'xavierUniform' | 'kaimingNormal'): string => {
      const hash = createHash('sha256');
      for (const values of stateWith({ initialization: { weight, bias: 'torchDefault' }, seed: 7 }).values()) hash.update(values);
      return hash.digest('hex');
    };
    expect(sha256('xavierUniform')).toMatchInlineSnapshot(`"95be26683b1bec101bb49ccad3e5fbfffc210002d49b995d593b4950dd578b50"`);
    expect(sha256('kaimingNormal')).toMatchInlineSnapshot(`"d7cbf4c76b967a249e139cb91d16269941d29f2ec4a3a58bb900cb4ab04302a2"`);
  });

  it('of another seed is another; a tensor depends on its own name alone', () => {
    expect(stateWith({ seed: 1 }).get('0.weight')).not.toEqual(stateWith({ seed: 2 }).get('0.weight'));
    expect(stateWith({ seed: 1 }).get('0.weight')).toEqual(stateWith({ seed: 1, optimizer: { kind: 'adam' } }, zoo.lenet).get('0.weight'));
  });

  it('has the model state in its order, first of all', () => {
    const names = stateTensors(zoo['lenet-bn']).map(({ name }) => name);
    expect([...stateWith({ optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.9 } }).keys()].slice(0, names.length)).toEqual(names);
  });
});
