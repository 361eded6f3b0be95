import type { Complete, Field, Fields } from './field.js';

/** The object with a value in every field: what was given, or the default. */
export function complete<T extends object>(fields: Fields, given: T): Complete<T> {
  const result = { ...given } as Record<string, unknown>;
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    const value = result[name] ?? fallbackOf(field, result);
    if (value === undefined) continue;
    result[name] = field.type.complete ? field.type.complete(value) : value;
  }
  return result as Complete<T>;
}

function fallbackOf(field: Field, given: Readonly<Record<string, unknown>>): unknown {
  if (field.required || field.fallback === undefined) return undefined;
  return 'value' in field.fallback ? field.fallback.value : given[field.fallback.sameAs];
}
