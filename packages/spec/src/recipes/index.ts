import type { Recipe } from '../recipe/recipe.js';
import { alexnetP1Recipe, alexnetP2DivergingRecipe, alexnetP2Recipe, alexnetRecipe, alexnetSlimRecipe } from './alexnet.js';
import { densenetRecipe } from './densenet.js';
import { googlenetAdamRecipe, googlenetRecipe } from './googlenet.js';
import { lenetBnRecipe, lenetRecipe, lenetReluRecipe } from './lenet.js';
import { ninAdamRecipe, ninRecipe } from './nin.js';
import { resnet18Recipe } from './resnet.js';
import { vgg11Ratio4Recipe, vgg11Ratio8Recipe } from './vgg.js';

/** Every recipe, by its name on the command line. A model's own recipe has the model's name. */
export const recipes = {
  lenet: lenetRecipe,
  'lenet-relu': lenetReluRecipe,
  'lenet-bn': lenetBnRecipe,
  alexnet: alexnetRecipe,
  'alexnet-p1': alexnetP1Recipe,
  'alexnet-p2': alexnetP2Recipe,
  'alexnet-p2-diverging': alexnetP2DivergingRecipe,
  'alexnet-slim': alexnetSlimRecipe,
  'vgg11-ratio4': vgg11Ratio4Recipe,
  'vgg11-ratio8': vgg11Ratio8Recipe,
  nin: ninRecipe,
  'nin-adam': ninAdamRecipe,
  googlenet: googlenetRecipe,
  'googlenet-adam': googlenetAdamRecipe,
  resnet18: resnet18Recipe,
  densenet: densenetRecipe,
} as const satisfies Readonly<Record<string, Recipe>>;

export type RecipeName = keyof typeof recipes;
