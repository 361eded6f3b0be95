import { defineRecipe } from '../recipe/recipe.js';

/** Published: .893 on test and .997 on training images after 10 epochs. https://d2l.ai/chapter_convolutional-modern/resnet.html */
export const resnet18Recipe = defineRecipe({
  name: 'resnet18',
  model: 'resnet18',
  dataset: { name: 'fashion-mnist', resize: 96 },
  batchSize: 256,
  epochs: 5,
  optimizer: { kind: 'sgd', learningRate: 0.05 },
});
