import type { FieldType } from '../fields/field.js';

/** What `randomStream` takes. */
export const seed: FieldType<number> = {
  expected: 'a whole number from 0 to 9007199254740991',
  schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  accepts: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0,
};
