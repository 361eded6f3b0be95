import type { Complete, Field } from './field.js';

/** The object with a value in every field: what was given, or the default. */
export function complete<T extends object>(fields: Readonly<Record<string, Field>>, given: T): Complete<T> {
  const result = Object.assign<Record<string, unknown>, T>({}, given);
  for (const name in fields) {
    if (result[name] !== undefined) continue;
    const field = fields[name];
    if (field === undefined || field.required) continue;
    result[name] = 'value' in field.fallback ? field.fallback.value : result[field.fallback.sameAs];
  }
  return result as Complete<T>;
}
