import type { FieldType } from './field.js';

const pattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A component of a path: no dot, and no digit first, so that it is never taken for an index. */
export const layerName: FieldType<string> = {
  expected: 'letters, digits and underscores, not a digit first',
  schema: { type: 'string', pattern: pattern.source },
  accepts: (value): value is string => typeof value === 'string' && pattern.test(value),
};
