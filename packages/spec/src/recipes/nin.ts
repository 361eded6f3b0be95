import { defineRecipe } from '../recipe/recipe.js';

// The d2l notebook on network in network and a study notebook after it: https://d2l.ai/chapter_convolutional-modern/nin.html

const shared = { model: 'nin', dataset: { name: 'fashion-mnist', resize: 224 }, batchSize: 128, epochs: 5 } as const;

/** Published: .790 after 10 epochs. */
export const ninRecipe = defineRecipe({ name: 'nin', ...shared, optimizer: { kind: 'sgd', learningRate: 0.1 } });

export const ninAdamRecipe = defineRecipe({ name: 'nin-adam', ...shared, optimizer: { kind: 'adam', learningRate: 0.002 } });
