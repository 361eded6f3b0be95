import type { FieldType } from './field.js';

/** A list of at least one value, each as `item` says. */
export function listOf<T>(item: FieldType<T>, expected: string): FieldType<readonly T[]> {
  return {
    expected,
    schema: { type: 'array', items: item.schema, minItems: 1 },
    accepts: (value): value is readonly T[] => Array.isArray(value) && value.length > 0 && value.every((entry) => item.accepts(entry)),
  };
}
