import { oneOf } from '../fields/choice.js';
import { required, type FieldsOf } from '../fields/field.js';
import { layerList } from '../fields/layerList.js';
import { modelInput } from '../fields/modelInput.js';
import { schemaLink, type SchemaLink } from '../fields/schemaLink.js';
import { nonEmptyText } from '../fields/text.js';
import type { ModelSpec } from '../model.js';

/** The fields of a model's file; its layers are checked where they stand. */
export const modelFields: FieldsOf<ModelSpec & SchemaLink> = {
  format: required(oneOf(['archetype/1'])),
  name: required(nonEmptyText),
  input: required(modelInput),
  layers: required({
    expected: 'a list of at least one layer',
    schema: { ...layerList.schema, minItems: 1 },
    accepts: (value): value is ModelSpec['layers'] => Array.isArray(value) && value.length > 0,
  }),
  ...schemaLink,
};
