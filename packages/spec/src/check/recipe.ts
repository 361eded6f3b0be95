import { oneOf } from '../fields/choice.js';
import { checkFields, isObject, own, type JsonObject } from '../fields/checkFields.js';
import { complete } from '../fields/complete.js';
import { describe } from '../fields/describe.js';
import { required } from '../fields/field.js';
import { schemaLink, withoutSchemaLink } from '../fields/schemaLink.js';
import { recipeFields, type Recipe, type RecipeFields } from '../recipe/recipe.js';
import { findingsError, issueFinding, type Finding } from './finding.js';
import { checkModel } from './model.js';
import { nameOf } from './nameOf.js';

const fields = { format: required(oneOf(['archetype-recipe/1'])), ...recipeFields, ...schemaLink };

/** Everything that is wrong with a value as a recipe, a model in place included. Never throws, whatever the value. */
export function checkRecipe(value: unknown): readonly Finding[] {
  if (!isObject(value)) {
    return [
      { code: 'not-an-object', path: '', message: `a recipe must be an object; received ${describe(value)}`, received: describe(value), pointer: [] },
    ];
  }
  const model = own(value, 'model');
  const inPlace = isObject(model) ? checkModel(model).map((finding) => ({ ...finding, pointer: ['model', ...finding.pointer] })) : [];
  const findings = checkFields(value, fields).map((issue) => issueFinding(issue, '', undefined, []));
  return [...findings, ...checkOptimizer(own(value, 'optimizer')), ...checkScale(value), ...inPlace];
}

/** Nesterov's step is one along the velocity; PyTorch refuses it too where there is none. */
function checkOptimizer(optimizer: unknown): readonly Finding[] {
  if (!isObject(optimizer) || own(optimizer, 'nesterov') !== true || (own(optimizer, 'momentum') ?? 0) !== 0) return [];
  return [
    {
      code: 'nesterov-without-momentum',
      path: '',
      message: 'nesterov is true without a momentum',
      remedy: 'give a momentum above 0, such as 0.9, or leave nesterov out',
      pointer: ['optimizer', 'nesterov'],
    },
  ];
}

function checkScale(recipe: JsonObject): readonly Finding[] {
  const dataset = own(recipe, 'dataset');
  const scale = isObject(dataset) ? own(dataset, 'scale') : undefined;
  if (!isObject(scale)) return [];
  const [mean, std] = [own(scale, 'mean'), own(scale, 'std')];
  if (!Array.isArray(mean) || !Array.isArray(std) || mean.length === std.length) return [];
  return [
    {
      code: 'scale-lengths-differ',
      path: '',
      message: `mean has ${mean.length} and std ${std.length} values`,
      remedy: 'give one of each for every stored channel',
      pointer: ['dataset', 'scale'],
    },
  ];
}

/** The recipe in a parsed JSON value, with its defaults. Throws a `SpecError` with every finding. */
export function parseRecipe(value: unknown): Recipe {
  const [first, ...others] = checkRecipe(value);
  if (first === undefined) {
    const recipe = withoutSchemaLink(value as RecipeFields & Pick<Recipe, 'format'>);
    const model = typeof recipe.model === 'string' ? recipe.model : withoutSchemaLink(recipe.model);
    // Checked field by field just now: `recipeFields` is held to `RecipeFields` by the compiler.
    return complete(recipeFields, { ...recipe, model }) as Recipe;
  }
  throw findingsError(nameOf(value, 'recipe'), [first, ...others]);
}
