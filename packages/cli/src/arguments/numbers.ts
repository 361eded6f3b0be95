import { InvalidArgumentError } from 'commander';

/** Parsers of option values; commander puts the option's name before the message and exits with a wrong call. */

export function positiveInteger(text: string): number {
  return checked(text, (value) => Number.isSafeInteger(value) && value >= 1, 'a whole number of at least 1');
}

export function naturalNumber(text: string): number {
  return checked(text, (value) => Number.isSafeInteger(value) && value >= 0, 'a whole number of at least 0');
}

export function positiveNumber(text: string): number {
  return checked(text, (value) => Number.isFinite(value) && value > 0, 'a number above 0');
}

/** `1,96,96` → [1, 96, 96]; also `1x96x96`. */
export function inputShape(text: string): readonly number[] {
  const sizes = text.split(/[,x×]/).map((part) => (part.trim() === '' ? NaN : Number(part)));
  const right = (sizes.length === 1 || sizes.length === 3) && sizes.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (!right) throw new InvalidArgumentError('Expected channels, height and width such as 1,96,96, or a number of features.');
  return sizes;
}

function checked(text: string, accepts: (value: number) => boolean, expected: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!accepts(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}
