import { oneOf } from '../fields/choice.js';
import { checkFields, isObject, own } from '../fields/checkFields.js';
import { complete } from '../fields/complete.js';
import { describe } from '../fields/describe.js';
import { required } from '../fields/field.js';
import { recipeFields, type Recipe, type RecipeFields } from '../recipe/recipe.js';
import { findingsError, issueFinding, type Finding } from './finding.js';
import { checkModel } from './model.js';
import { nameOf } from './nameOf.js';

const fields = { format: required(oneOf(['archetype-recipe/1'])), ...recipeFields };

/** Everything that is wrong with a value as a recipe, a model in place included. Never throws, whatever the value. */
export function checkRecipe(value: unknown): readonly Finding[] {
  if (!isObject(value)) {
    return [
      { code: 'not-an-object', path: '', message: `a recipe must be an object; received ${describe(value)}`, received: describe(value), pointer: [] },
    ];
  }
  const model = own(value, 'model');
  const inPlace = isObject(model) ? checkModel(model).map((finding) => ({ ...finding, pointer: ['model', ...finding.pointer] })) : [];
  return [...checkFields(value, fields).map((issue) => issueFinding(issue, '', undefined, [])), ...inPlace];
}

/** The recipe in a parsed JSON value, with its defaults. Throws a `SpecError` with every finding. */
export function parseRecipe(value: unknown): Recipe {
  const [first, ...others] = checkRecipe(value);
  // Checked field by field just now: `recipeFields` is held to `RecipeFields` by the compiler.
  if (first === undefined) return complete(recipeFields, value as RecipeFields & Pick<Recipe, 'format'>) as Recipe;
  throw findingsError(nameOf(value, 'recipe'), [first, ...others]);
}
