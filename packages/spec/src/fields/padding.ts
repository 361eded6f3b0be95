import type { Padding, Pair } from '../graph/operations.js';
import type { FieldType } from './field.js';
import { isIntegerFrom, LARGEST_SIZE } from './number.js';

/**
 * One number for all sides, `[height, width]`, `[top, left, bottom, right]`, `"valid"` (none) or `"same"`: as much as makes
 * out = ⌈in / stride⌉, the odd row or column at the end.
 */
export type PaddingField = number | Pair | Padding | 'valid' | 'same';

const one = { type: 'integer', minimum: 0, maximum: LARGEST_SIZE };

export const padding: FieldType<PaddingField> = {
  expected: 'a whole number of at least 0, [height, width], [top, left, bottom, right], "valid" or "same"',
  schema: {
    anyOf: [
      one,
      { type: 'array', items: one, minItems: 2, maxItems: 2 },
      { type: 'array', items: one, minItems: 4, maxItems: 4 },
      { enum: ['valid', 'same'] },
    ],
  },
  accepts: (value): value is PaddingField =>
    value === 'valid' || value === 'same' || isIntegerFrom(0, value) ||
    (Array.isArray(value) && (value.length === 2 || value.length === 4) && value.every((side) => isIntegerFrom(0, side))),
};

/** Four numbers, or undefined for `"same"`, which depends on the input. */
export function explicitPadding(field: PaddingField): Padding | undefined {
  if (field === 'same') return undefined;
  if (field === 'valid') return [0, 0, 0, 0];
  if (typeof field === 'number') return [field, field, field, field];
  return field.length === 2 ? [field[0], field[1], field[0], field[1]] : field;
}
