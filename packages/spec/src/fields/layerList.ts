import type { Layer } from '../layers/layer.js';
import type { FieldType } from './field.js';

// Only the outer form: the layers within are checked where they stand, each with its own path.

export const layerList: FieldType<readonly Layer[]> = {
  expected: 'a list of layers',
  schema: { type: 'array', items: { $ref: '#/$defs/layer' } },
  accepts: (value): value is readonly Layer[] => Array.isArray(value),
};

export const branchList: FieldType<readonly (readonly Layer[])[]> = {
  expected: 'a list of at least one branch, each a list of layers',
  schema: { type: 'array', minItems: 1, items: { type: 'array', items: { $ref: '#/$defs/layer' } } },
  accepts: (value): value is readonly (readonly Layer[])[] =>
    Array.isArray(value) && value.length > 0 && value.every((branch) => Array.isArray(branch)),
};
