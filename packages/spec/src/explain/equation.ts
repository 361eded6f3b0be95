import type { Shape } from '../shapes/shape.js';

// A line of arithmetic is `name = expression = … = value`, all sides equal; clauses and remarks follow after "; ". Products are written
// with ·, differences with −, and ceil, floor and max are functions, so that a line can be read back and checked.

/** `height = floor(224 / 2) = 112` */
export function equation(name: string, ...sides: readonly [string | number, ...(string | number)[]]): string {
  return [name, ...sides].join(' = ');
}

/** Clauses of one line. */
export function clauses(...parts: readonly string[]): string {
  return parts.join('; ');
}

/** `96·1·11·11` */
export function product(factors: readonly number[]): string {
  return factors.join('·');
}

/** `[N, 96, 54, 54]` */
export function batchOf(shape: Shape): string {
  return `[N, ${shape.join(', ')}]`;
}
