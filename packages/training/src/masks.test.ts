import { defineModel, defineRecipe, dropout, flatten, linear } from '@archetype/spec';
import { describe, expect, it } from 'vitest';
import { createGraphSet } from './graphSet.js';
import { dropoutMasks } from './masks.js';

const model = defineModel({
  name: 'dropping',
  input: [1, 50, 50],
  layers: [flatten(), dropout({ rate: 0.25 }), linear({ outFeatures: 400 }), dropout({ rate: 0.5, name: 'late' }), linear({ outFeatures: 2 })],
});
const graph = createGraphSet({ model, recipe: defineRecipe({ name: 'dropping', model }) }).training(8);

const keptOf = (mask: Uint8Array = new Uint8Array()): number => mask.reduce((sum, value) => sum + value, 0) / mask.length;

describe('dropout masks', () => {
  it('are zeros and ones of the layer inputs, ones with probability 1 − rate', () => {
    const masks = dropoutMasks(graph, 0, 0);
    expect([...masks].map(([name, mask]) => [name, mask.length])).toEqual([
      ['1:mask', 8 * 2500],
      ['late:mask', 8 * 400],
    ]);
    expect(new Set([...masks.values()].flatMap((mask) => [...mask]))).toEqual(new Set([0, 1]));
    // Four standard deviations.
    expect(Math.abs(keptOf(masks.get('1:mask')) - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / 20_000));
    expect(Math.abs(keptOf(masks.get('late:mask')) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 3200));
  });

  it('depend on seed, layer and step, and on nothing else', () => {
    const first = dropoutMasks(graph, 1, 2).get('1:mask');
    expect(dropoutMasks(graph, 1, 2).get('1:mask')).toEqual(first);
    expect(dropoutMasks(graph, 1, 3).get('1:mask')).not.toEqual(first);
    expect(dropoutMasks(graph, 2, 2).get('1:mask')).not.toEqual(first);
    expect(dropoutMasks(graph, 1, 2).get('late:mask')).not.toEqual(first?.slice(0, 3200));
  });

  it('are none at inference', () => {
    const { evaluation } = createGraphSet({ model, recipe: defineRecipe({ name: 'dropping', model }) });
    expect(dropoutMasks(evaluation(8), 0, 0).size).toBe(0);
  });
});
