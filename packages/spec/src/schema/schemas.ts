import type { JsonSchema } from '../fields/field.js';
import { objectSchema } from '../fields/record.js';
import { schemaLink } from '../fields/schemaLink.js';
import { modelFields } from '../check/modelFields.js';
import { fieldsOf, layerKinds } from '../layers/registry.js';
import { recipeFields } from '../recipe/recipe.js';

// From the same descriptors as the parser. What the schema refuses the parser refuses; that shapes fit, paths are unique and nesting ends is
// the parser's alone.

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** The JSON Schema (draft 2020-12) of a model. */
export function modelSchema(): JsonSchema {
  return { $schema: dialect, $id: 'urn:archetype:model:1', title: 'Archetype model', ...objectSchema(modelFields), $defs: layerSchemas() };
}

/** The JSON Schema (draft 2020-12) of a recipe, with a model in place or by name. */
export function recipeSchema(): JsonSchema {
  const format = { const: 'archetype-recipe/1' };
  return {
    $schema: dialect,
    $id: 'urn:archetype:recipe:1',
    title: 'Archetype recipe',
    ...objectSchema({ ...recipeFields, ...schemaLink }, { format }),
    $defs: { model: objectSchema(modelFields), ...layerSchemas() },
  };
}

/** A definition for each kind, and `layer`, which is one of them. */
function layerSchemas(): Readonly<Record<string, JsonSchema>> {
  const kinds = layerKinds.map((kind) => [kind, objectSchema(fieldsOf(kind), { kind: { const: kind } })] as const);
  return { layer: { oneOf: layerKinds.map((kind) => ({ $ref: `#/$defs/${kind}` })) }, ...Object.fromEntries(kinds) };
}
