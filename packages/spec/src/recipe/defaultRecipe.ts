import type { ModelSpec } from '../model.js';
import { recipes } from '../recipes/index.js';
import { defineRecipe, type Recipe } from './recipe.js';

/** The zoo's recipe for a zoo name; for any other model, batch 128, SGD 0.05, Xavier, pixels / 255. */
export function defaultRecipe(model: string | ModelSpec): Recipe {
  if (typeof model !== 'string') return defineRecipe({ name: `${model.name}-default`, model });
  return Object.hasOwn(recipes, model) ? recipes[model as keyof typeof recipes] : defineRecipe({ name: `${model}-default`, model });
}
