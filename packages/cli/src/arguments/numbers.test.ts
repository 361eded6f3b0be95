import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { inputShape, naturalNumber, positiveInteger, positiveNumber, threadCount } from './numbers.js';

describe('numbers of options', () => {
  it.each([
    [positiveInteger, '1', 1],
    [positiveInteger, '256', 256],
    [positiveInteger, '2147483647', 2 ** 31 - 1],
    [naturalNumber, '0', 0],
    [naturalNumber, '4294967296', 2 ** 32],
    [threadCount, '1024', 1024],
    [positiveNumber, '0.9', 0.9],
    [positiveNumber, '1e-3', 0.001],
  ])('%o reads %j', (parse, text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it.each([
    [positiveInteger, ['0', '-1', '1.5', '', ' ', 'ten', '1e400', '9007199254740993', 'NaN', '1,000']],
    [naturalNumber, ['-1', '0.5', '', 'x']],
    [positiveNumber, ['0', '-0.1', '', 'Infinity', 'fast']],
  ])('%o refuses %j', (parse, texts) => {
    for (const text of texts) expect(() => parse(text), text).toThrow(InvalidArgumentError);
  });
});

it.each([
  [positiveInteger, '2147483648', 'Expected at most 2147483647.'],
  [naturalNumber, '9007199254740992', 'Expected at most 9007199254740991.'],
  [threadCount, '1000000000', 'Expected at most 1024.'],
  [threadCount, '0', 'Expected a whole number of at least 1.'],
])('%o says of %j: %s', (parse, text, said) => {
  expect(() => parse(text)).toThrow(said);
});

describe('inputShape', () => {
  it.each([
    ['1,96,96', [1, 96, 96]],
    ['1x96x96', [1, 96, 96]],
    ['3×224×224', [3, 224, 224]],
    ['784', [784]],
  ])('reads %j', (text, expected) => {
    expect(inputShape(text)).toEqual(expected);
  });

  it.each(['', '1,2', '1,2,3,4', '0,28,28', '1,,28', '1,28,a', '1.5,28,28', '-1,28,28'])('refuses %j', (text) => {
    expect(() => inputShape(text)).toThrow(InvalidArgumentError);
  });
});
