import { isObject } from '../fields/checkFields.js';
import type { FieldType } from '../fields/field.js';
import type { ModelSpec } from '../model.js';

/** The outer form alone: a model in place is checked as a model. */
export const modelReference: FieldType<string | ModelSpec> = {
  expected: 'a zoo name, the path of a file, or a model in place',
  schema: { anyOf: [{ type: 'string', minLength: 1 }, { $ref: '#/$defs/model' }] },
  accepts: (value): value is string | ModelSpec => (typeof value === 'string' && value.length > 0) || isObject(value),
};
