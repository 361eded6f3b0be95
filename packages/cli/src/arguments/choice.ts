import { InvalidArgumentError, type Argument, type Option } from 'commander';
import { listed, nearest } from '../nearest.js';

/** An option or argument that takes one of these words. Another is refused with the nearest of them. */
export function oneOf<Asked extends Argument | Option>(asked: Asked, words: readonly string[]): Asked {
  asked.choices(words);
  asked.argParser((text: string) => {
    if (words.includes(text)) return text;
    const near = nearest(text, words);
    throw new InvalidArgumentError(`${near.length === 0 ? '' : `Did you mean ${listed(near)}? `}Allowed choices are ${words.join(', ')}.`);
  });
  return asked;
}
