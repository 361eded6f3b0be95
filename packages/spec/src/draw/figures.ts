import type { Shape } from '../shapes/shape.js';

/** `96×54×54`; of several that differ, `64…256×24×24`. */
export function shapesText(shapes: readonly Shape[]): string {
  const [first] = shapes;
  const last = shapes.at(-1);
  if (first === undefined || last === undefined) return '';
  if (first.length !== last.length) return `${first.join('×')} … ${last.join('×')}`;
  return first.map((size, i) => (size === last[i] ? `${size}` : `${size}…${last[i]}`)).join('×');
}

/** `46.8M`, three digits. */
export function compact(count: number): string {
  for (const [unit, sign] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']] as const) {
    if (count >= unit) return `${threeDigits(count / unit)}${sign}`;
  }
  return `${count}`;
}

function threeDigits(value: number): string {
  return value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
}

/** `9.47k`, or `9.47k…36.9k` where they differ. */
export function countsText(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return compact(least) === compact(most) ? compact(least) : `${compact(least)}…${compact(most)}`;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
