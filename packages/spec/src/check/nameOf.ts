import { isObject, own } from '../fields/checkFields.js';
import { shorten } from '../fields/describe.js';
import { nonEmptyText } from '../fields/text.js';

/** What an error calls a value that may have a name. */
export function nameOf(value: unknown, otherwise: string): string {
  const name = isObject(value) ? own(value, 'name') : undefined;
  // Control characters could move a terminal's cursor.
  return nonEmptyText.accepts(name) ? shorten(name).replaceAll(/\p{Cc}/gu, ' ') : otherwise;
}
