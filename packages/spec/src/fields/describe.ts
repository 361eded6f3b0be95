/** A value in a few characters, whatever it is: never deeper than its own first level, never longer than a line. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return value.length > 8 ? `a list of ${value.length}` : `[${value.map((item) => describeItem(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'bigint') return shorten(`${value}n`);
  return String(value);
}

function describeItem(value: unknown): string {
  return Array.isArray(value) ? '[…]' : describe(value);
}

/** At most 60 characters. */
export function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
