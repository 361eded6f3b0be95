import { defineRecipe, zoo } from '@archetype/spec';
import { createGraphSet, initialState, trainingFeeds } from '@archetype/training';
import { expect, test } from 'vitest';
import { backend } from './backend.js';

test('a thousand steps of LeNet keep no memory', async () => {
  const model = zoo.lenet;
  const recipe = defineRecipe({ name: 'memory', model, batchSize: 16 });
  const graphs = createGraphSet({ model, recipe, images: [1, 28, 28] });
  const engine = await backend.open('cpu', { threads: 1 });
  const program = await engine.compile(graphs);
  await program.writeState(initialState({ model, recipe }));
  const batch = { pixels: new Uint8Array(16 * 784).fill(100), labels: new Int32Array(16) };
  const train = async (steps: number): Promise<number> => {
    for (let step = 0; step < steps; step++) await (await program.step(trainingFeeds(graphs.training(16), batch, recipe, { step, steps: 2000, stepsPerEpoch: 100 })))();
    return process.memoryUsage().rss / 2 ** 20;
  };
  // The first hundreds fill the arena and let the collector settle.
  const before = await train(500);
  const tensors = program.tensorCount();
  const after = await train(1000);
  expect(program.tensorCount()).toBe(tensors);
  // What a step holds in tensors that escaped would be over a megabyte a step.
  expect(after - before).toBeLessThan(40);
  await program.dispose();
}, 120_000);
