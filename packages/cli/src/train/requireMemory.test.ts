import { defineRecipe, zoo } from '@archetype/spec';
import { createGraphSet, type Engine } from '@archetype/training';
import { loadBackend } from '../engines/backends.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whileTraining } from './memory.js';
import { memoryForUs, requireMemory } from './requireMemory.js';

const model = zoo['lenet-bn'];
const graphs = createGraphSet({ model, recipe: defineRecipe({ name: 'memory', model }), images: [1, 28, 28] });
const refusal = (problem: string, remedy: string): unknown =>
  expect.objectContaining({ code: 'batch-does-not-fit', message: expect.stringMatching(new RegExp(`${problem}[^]*${remedy}`)) });

describe('memory for a batch', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await (await loadBackend('ort')).open('cpu');
  });
  afterAll(() => engine.dispose());
  const least = (size: number): number => whileTraining(engine.trainingMemory!, graphs, size).total;

  it('grows with the batch, and holds the activations of the layers at least', () => {
    // Two convolutions' outputs, kept for the gradients of batch normalisation: 6·24² + 16·8² values a sample.
    for (const size of [2, 64, 1024]) expect(least(size)).toBeGreaterThan(4 * size * (6 * 24 ** 2 + 16 * 8 ** 2));
    expect((least(1024) - least(512)) / (least(512) - least(256))).toBeCloseTo(2, 0);
  });

  it('is refused before it is taken, with the largest batch that may do', () => {
    const memory = least(700);
    expect(() => requireMemory(engine, graphs, 700, undefined, memory)).not.toThrow();
    expect(() => requireMemory(engine, graphs, 4096, undefined, memory)).toThrow(refusal('batches of 4096 on ort:cpu takes about', '--batch-size [67]'));
  });

  it('counts a smaller last batch, of training and of tests: its graph has memory of its own', () => {
    const images = { training: 256 + 192, test: 512 + 64 };
    const [whole, both] = [whileTraining(engine.trainingMemory!, graphs, 256), whileTraining(engine.trainingMemory!, graphs, 256, images)];
    expect(both.values).toBe(1.75 * whole.values);
    expect(both.tests).toBe(1.25 * whole.tests);
    expect(both.total - whole.total).toBe(both.values - whole.values + both.tests - whole.tests);
    expect(() => requireMemory(engine, graphs, 256, images, whole.total)).toThrow(refusal('takes about', 'the largest batch that fits'));
    // Of fewer images than a batch there is but one.
    expect(whileTraining(engine.trainingMemory!, graphs, 64, { training: 64, test: 10 })).toEqual(whileTraining(engine.trainingMemory!, graphs, 64));
  });

  it('may be too little for any batch', () => {
    expect(() => requireMemory(engine, graphs, 64, undefined, 1000)).toThrow(refusal('takes about', 'no batch fits'));
  });

  it('is not asked of an engine that cannot tell', () => {
    const { trainingMemory: _, ...mute } = engine;
    expect(() => requireMemory(mute, graphs, 4096, undefined, 1)).not.toThrow();
  });

  it('is what this process has and what is left', () => {
    expect(memoryForUs()).toBeGreaterThan(2 ** 26);
  });
});
