import { defineRecipe } from '../recipe/recipe.js';

// The d2l notebook on VGG and a study notebook after it: https://d2l.ai/chapter_convolutional-modern/vgg.html

const at224 = { dataset: { name: 'fashion-mnist', resize: 224 } } as const;

/** Published: .920 after 10 epochs. */
export const vgg11Ratio4Recipe = defineRecipe({
  name: 'vgg11-ratio4',
  model: 'vgg11-ratio4',
  ...at224,
  batchSize: 128,
  epochs: 5,
  optimizer: { kind: 'sgd', learningRate: 0.05 },
});

export const vgg11Ratio8Recipe = defineRecipe({
  name: 'vgg11-ratio8',
  model: 'vgg11-ratio8',
  ...at224,
  batchSize: 16,
  epochs: 5,
  optimizer: { kind: 'adam', learningRate: 0.001 },
});
