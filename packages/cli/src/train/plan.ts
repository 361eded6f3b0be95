import { defaultRecipe, defineRecipe, type ModelSpec, type Optimizer, type Recipe } from '@archetype/spec';
import type { TrainingOptions } from '../arguments/training.js';
import { loadModel } from '../sources/model.js';
import { loadRecipe } from '../sources/recipe.js';
import type { DataChoice } from './data.js';

/** What a run trains, with everything that the user left open decided. */
export interface TrainingPlan {
  readonly model: ModelSpec;
  /** Its `model` is the zoo name, or the model itself: a recipe that is kept must not depend on where a file lay. */
  readonly recipe: Recipe;
  readonly data: DataChoice;
  /** A safetensors file to begin from. */
  readonly weights?: string;
}

/** What a command makes of a recipe that the user did not name. */
export type Unnamed = (recipe: Recipe) => Recipe;

/** Model and recipe from what was typed; options win over the recipe, and the recipe over defaults. */
export async function planTraining(reference: string, options: TrainingOptions, unnamed: Unnamed = (recipe) => recipe): Promise<TrainingPlan> {
  const { model, zooName } = await loadModel(reference);
  const own = zooName ?? model;
  const base = options.recipe === undefined ? unnamed(defaultRecipe(own)) : await loadRecipe(options.recipe);
  const recipe = defineRecipe({
    ...base,
    model: own,
    ...(options.epochs !== undefined && { epochs: options.epochs }),
    ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
    ...(options.seed !== undefined && { seed: options.seed }),
    optimizer: optimizerOf(base.optimizer, options),
  });
  return {
    model,
    recipe,
    data: {
      source: options.data ?? 'sample',
      shuffle: options.shuffle,
      test: options.test,
      ...(options.limit !== undefined && { limit: options.limit }),
    },
    ...(options.weights !== undefined && { weights: options.weights }),
  };
}

/** Plain SGD has no usual rate; this is that of the default recipe. */
const SGD_RATE = 0.05;

/** Another kind brings its own defaults: a rate that suits SGD makes Adam diverge. */
export function optimizerOf(recipe: Optimizer, { optimizer: kind = recipe.kind, learningRate }: Pick<TrainingOptions, 'optimizer' | 'learningRate'>): Optimizer {
  const chosen: Optimizer = kind === recipe.kind ? recipe : kind === 'sgd' ? { kind, learningRate: SGD_RATE } : { kind };
  return learningRate === undefined ? chosen : { ...chosen, learningRate };
}
