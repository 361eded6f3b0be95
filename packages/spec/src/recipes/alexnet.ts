import { defineRecipe } from '../recipe/recipe.js';

// The d2l notebook on AlexNet and study notebooks after it: https://d2l.ai/chapter_convolutional-modern/alexnet.html

const at224 = { dataset: { name: 'fashion-mnist', resize: 224 } } as const;

/** Published: .883 after 10 epochs. */
export const alexnetRecipe = defineRecipe({
  name: 'alexnet',
  model: 'alexnet',
  ...at224,
  batchSize: 128,
  epochs: 10,
  optimizer: { kind: 'sgd', learningRate: 0.01 },
});

/** Published: about .88 after 10 epochs. */
export const alexnetP1Recipe = defineRecipe({
  name: 'alexnet-p1',
  model: 'alexnet-p1',
  ...at224,
  batchSize: 256,
  epochs: 10,
  optimizer: { kind: 'sgd', learningRate: 0.05 },
});

/** Published: 8714, 8813 and 8958 of 10,000 right after each epoch. */
export const alexnetP2Recipe = defineRecipe({
  name: 'alexnet-p2',
  model: 'alexnet-p2',
  ...at224,
  batchSize: 128,
  epochs: 3,
  optimizer: { kind: 'adam', learningRate: 0.001 },
});

/** Ten times the rate, and it falls back to guessing: 6297, 980 and 1000 of 10,000 right. Kept to show the warning. */
export const alexnetP2DivergingRecipe = defineRecipe({
  name: 'alexnet-p2-diverging',
  model: 'alexnet-p2',
  ...at224,
  batchSize: 32,
  epochs: 3,
  optimizer: { kind: 'adam', learningRate: 0.01 },
});

export const alexnetSlimRecipe = defineRecipe({
  name: 'alexnet-slim',
  model: 'alexnet-slim',
  ...at224,
  batchSize: 16,
  epochs: 3,
  optimizer: { kind: 'adam', learningRate: 0.001 },
});
