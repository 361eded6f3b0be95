import type { Pair } from '../graph/operations.js';
import type { FieldType } from './field.js';
import { isIntegerFrom, LARGEST_SIZE } from './number.js';

/** One number for height and width, or `[height, width]`. */
export type Size2d = number | Pair;

const one = { type: 'integer', minimum: 1, maximum: LARGEST_SIZE };

export const size2d: FieldType<Size2d> = {
  expected: 'a whole number of at least 1, or [height, width] of such',
  schema: { anyOf: [one, { type: 'array', items: one, minItems: 2, maxItems: 2 }] },
  accepts: (value): value is Size2d =>
    isIntegerFrom(1, value) || (Array.isArray(value) && value.length === 2 && value.every((side) => isIntegerFrom(1, side))),
};

export function toPair(size: Size2d): Pair {
  return typeof size === 'number' ? [size, size] : size;
}
