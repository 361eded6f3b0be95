import { defineRecipe } from '../recipe/recipe.js';

/** Published: .885 after 10 epochs. https://d2l.ai/chapter_convolutional-modern/densenet.html */
export const densenetRecipe = defineRecipe({
  name: 'densenet',
  model: 'densenet',
  dataset: { name: 'fashion-mnist', resize: 96 },
  batchSize: 256,
  epochs: 5,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
});
