import type { Shape } from '../shapes/shape.js';
import type { FieldType } from './field.js';
import { isIntegerFrom, LARGEST_SIZE } from './number.js';

const size = { type: 'integer', minimum: 1, maximum: LARGEST_SIZE };

export const modelInput: FieldType<Shape> = {
  expected: '[channels, height, width] or [features], whole numbers of at least 1',
  schema: {
    anyOf: [
      { type: 'array', items: size, minItems: 3, maxItems: 3 },
      { type: 'array', items: size, minItems: 1, maxItems: 1 },
    ],
  },
  accepts: (value): value is Shape =>
    Array.isArray(value) && (value.length === 3 || value.length === 1) && value.every((side) => isIntegerFrom(1, side)),
};
