import type { FieldType } from './field.js';

export const nonEmptyText: FieldType<string> = {
  expected: 'a text that is not empty',
  schema: { type: 'string', minLength: 1 },
  accepts: (value): value is string => typeof value === 'string' && value.length > 0,
};
