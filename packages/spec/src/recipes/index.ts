import type { Recipe } from '../recipe/recipe.js';
import { lenetBnRecipe, lenetRecipe, lenetReluRecipe } from './lenet.js';

/** Every recipe, by its name on the command line. A model's own recipe has the model's name. */
export const recipes = {
  lenet: lenetRecipe,
  'lenet-relu': lenetReluRecipe,
  'lenet-bn': lenetBnRecipe,
} as const satisfies Readonly<Record<string, Recipe>>;

export type RecipeName = keyof typeof recipes;
