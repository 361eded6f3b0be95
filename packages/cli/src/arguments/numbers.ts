import { InvalidArgumentError } from 'commander';

/** Parsers of option values; commander puts the option's name before the message and exits with a wrong call. */

/** The largest size of a recipe or model: runtimes keep sizes in 32 bits. */
const LARGEST_SIZE = 2 ** 31 - 1;

/** More than any machine has processors for; a runtime asked for a million of them ends the process. */
const MOST_THREADS = 1024;

export function positiveInteger(text: string): number {
  return integerFrom(text, 1, LARGEST_SIZE);
}

export function naturalNumber(text: string): number {
  return integerFrom(text, 0, Number.MAX_SAFE_INTEGER);
}

export function threadCount(text: string): number {
  return integerFrom(text, 1, MOST_THREADS);
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

function integerFrom(text: string, least: number, most: number): number {
  const asWhole = Number(text);
  return checked(text, (value) => Number.isInteger(value) && value >= least && value <= most, asWhole > most ? `at most ${most}` : `a whole number of at least ${least}`);
}

function checked(text: string, accepts: (value: number) => boolean, expected: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!accepts(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
  return value;
}
