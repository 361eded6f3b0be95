import { defineRecipe } from '../recipe/recipe.js';

// The d2l notebook on GoogLeNet and a study notebook after it: https://d2l.ai/chapter_convolutional-modern/googlenet.html

const shared = { model: 'googlenet', dataset: { name: 'fashion-mnist', resize: 96 }, epochs: 5 } as const;

/** Published: .886 after 10 epochs. */
export const googlenetRecipe = defineRecipe({ name: 'googlenet', ...shared, batchSize: 128, optimizer: { kind: 'sgd', learningRate: 0.1 } });

export const googlenetAdamRecipe = defineRecipe({
  name: 'googlenet-adam',
  ...shared,
  batchSize: 16,
  optimizer: { kind: 'adam', learningRate: 0.001 },
});
