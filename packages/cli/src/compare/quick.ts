import { defineRecipe, type Recipe } from '@archetype/spec';

/**
 * What `compare` does when nobody says how to train. A comparison is looked at within minutes and on the sample, where the
 * published recipes of the sigmoid networks stay at chance for most of their epochs: SGD at 0.9 in batches of 256 needs about
 * 300 steps before LeNet begins to learn, and the sample has 40 to an epoch. Adam in smaller batches learns from the first
 * epoch. Data, preprocessing and initialisation stay those of the recipe.
 */
export function quickRecipe(recipe: Recipe): Recipe {
  return defineRecipe({
    ...recipe,
    name: 'quick',
    batchSize: 64,
    epochs: 4,
    optimizer: { kind: 'adam', learningRate: 0.005 },
    schedule: { kind: 'constant' },
  });
}
