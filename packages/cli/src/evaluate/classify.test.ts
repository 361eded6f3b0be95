import { createBatches, type LabelledImages } from '@archetype/datasets';
import { defineModel, defineRecipe, flatten, linear } from '@archetype/spec';
import { createGraphSet, initialState } from '@archetype/training';
import { backend } from '@archetype/backend-reference';
import { describe, expect, it } from 'vitest';
import { classify, surest } from './classify.js';

describe('surest', () => {
  it('takes the first of equals', () => {
    expect(surest(Float32Array.of(0.25, 0.5, 0.25))).toEqual({ predicted: 1, probability: 0.5 });
    expect(surest(Float32Array.of(0.5, 0.5))).toEqual({ predicted: 0, probability: 0.5 });
  });
});

describe('classify', () => {
  it('counts every image once, and names the surest mistakes with their pixels', async () => {
    const model = defineModel({ name: 'pick', input: [1, 1, 2], layers: [flatten(), linear({ outFeatures: 2 })] });
    const recipe = defineRecipe({ name: 'pick', model });
    const graphs = createGraphSet({ model, recipe, images: [1, 1, 2] });
    const engine = await backend.open('cpu');
    const program = await engine.compile(graphs);
    // Class 0 where the first pixel is the brighter one, surer the brighter it is.
    await program.writeState(new Map([...initialState({ model, recipe }), ['1.weight', Float32Array.of(9, 0, 0, 9)], ['1.bias', new Float32Array(2)]]));
    const images = Uint8Array.of(255, 0, 0, 255, 200, 0, 90, 0, 0, 40);
    const split: LabelledImages = { images, labels: Uint8Array.of(0, 1, 1, 1, 1), count: 5, shape: [1, 1, 2] };
    const result = await classify(program, graphs, createBatches(split, { batchSize: 2, shuffle: false }), 2);
    expect(result).toMatchObject({ images: 5, correct: 3, confusion: [[1, 0], [2, 2]] });
    expect(result.mistakes.map(({ index, label, predicted, pixels }) => [index, label, predicted, ...pixels])).toEqual([
      [2, 1, 0, 200, 0],
      [3, 1, 0, 90, 0],
    ]);
    await engine.dispose();
  });
});
