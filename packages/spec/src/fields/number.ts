import type { FieldType } from './field.js';

/** The largest size that a field may hold: runtimes keep sizes in 32 bits. */
export const LARGEST_SIZE = 2 ** 31 - 1;

export function isIntegerFrom(minimum: number, value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= LARGEST_SIZE;
}

function integerFrom(minimum: number, expected: string): FieldType<number> {
  return {
    expected,
    schema: { type: 'integer', minimum, maximum: LARGEST_SIZE },
    accepts: (value): value is number => isIntegerFrom(minimum, value),
  };
}

export const positiveInteger = integerFrom(1, 'a whole number of at least 1');
export const wholeNumber = integerFrom(0, 'a whole number of at least 0');

export interface Bounds {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** A finite number within bounds. */
export function numberWithin(bounds: Bounds, expected: string): FieldType<number> {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity, exclusiveMaximum = Infinity } = bounds;
  return {
    expected,
    schema: { type: 'number', ...bounds },
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isFinite(value) &&
      value >= minimum && value > exclusiveMinimum && value <= maximum && value < exclusiveMaximum,
  };
}

export const finiteNumber = numberWithin({}, 'a finite number');
export const positiveNumber = numberWithin({ exclusiveMinimum: 0 }, 'a number above 0');
export const nonNegativeNumber = numberWithin({ minimum: 0 }, 'a number of at least 0');
/** [0, 1] */
export const fraction = numberWithin({ minimum: 0, maximum: 1 }, 'a number from 0 to 1');
/** [0, 1) */
export const properFraction = numberWithin({ minimum: 0, exclusiveMaximum: 1 }, 'a number of at least 0 and below 1');
