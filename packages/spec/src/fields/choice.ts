import type { FieldType } from './field.js';

export const trueOrFalse: FieldType<boolean> = {
  expected: 'true or false',
  schema: { type: 'boolean' },
  accepts: (value): value is boolean => typeof value === 'boolean',
};

/** One of the words given. */
export function oneOf<const Words extends readonly string[]>(words: Words): FieldType<Words[number]> {
  return {
    expected: words.map((word) => `"${word}"`).join(' or '),
    schema: { enum: words },
    accepts: (value): value is Words[number] => typeof value === 'string' && words.includes(value),
  };
}
