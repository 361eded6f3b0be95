import { defineRecipe } from '../recipe/recipe.js';

// The d2l notebooks on LeNet and on batch normalisation: https://d2l.ai/chapter_convolutional-neural-networks/lenet.html

const shared = { batchSize: 256, epochs: 5, initialization: { weight: 'xavierUniform', bias: 'zeros' } } as const;

/** Published test accuracy after each epoch: .100 .546 .660 .717 .730. */
export const lenetRecipe = defineRecipe({ name: 'lenet', model: 'lenet', ...shared, optimizer: { kind: 'sgd', learningRate: 0.9 } });

/** About .87. */
export const lenetReluRecipe = defineRecipe({
  name: 'lenet-relu',
  model: 'lenet-relu',
  ...shared,
  optimizer: { kind: 'sgd', learningRate: 0.1 },
});

/** Published test accuracy after each epoch: .844 .810 .850 .841 .880. */
export const lenetBnRecipe = defineRecipe({ name: 'lenet-bn', model: 'lenet-bn', ...shared, optimizer: { kind: 'sgd', learningRate: 1 } });
