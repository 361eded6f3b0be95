import { describe, shorten } from './describe.js';
import type { Field, FieldIssue, Fields } from './field.js';
import { nearest } from './nearest.js';
import { LARGEST_SIZE } from './number.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A plain object, as JSON has them. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties alone: `__proto__` and `constructor` are never found on a prototype. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Every field that is unknown, missing or wrong. `besides` names those that are checked elsewhere. */
export function checkFields(object: JsonObject, fields: Fields, besides: readonly string[] = []): readonly FieldIssue[] {
  const issues = unknownFields(object, fields, besides);
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    const value = own(object, name);
    if (value !== undefined) {
      if (!field.type.accepts(value)) issues.push(...valueIssues(name, value, field));
    } else if (field.required && issues.every(({ meant }) => meant !== name)) {
      // A field under a misspelt name is one mistake, not two.
      issues.push({ code: 'missing-field', message: `${name} is missing`, pointer: [], remedy: `add "${name}": ${field.type.expected}` });
    }
  }
  return issues;
}

function valueIssues(name: string, value: unknown, field: Field): readonly FieldIssue[] {
  if (field.type.issues) return field.type.issues(value).map((issue) => ({ ...issue, pointer: [name, ...issue.pointer] }));
  return [
    {
      code: 'invalid-field',
      message: `${name} must be ${field.type.expected}; received ${describe(value)}`,
      pointer: [name],
      received: describe(value),
      ...remedyFor(value, field),
    },
  ];
}

/** The value that was probably meant: a number in quotes, a word misspelt; or why it is too large. */
function remedyFor(value: unknown, { type, required }: Field): { readonly remedy?: string } {
  if (typeof value === 'string' && value.trim() !== '' && type.accepts(Number(value))) return { remedy: `write ${Number(value)} without quotes` };
  if (typeof value === 'number' && value > LARGEST_SIZE && type.accepts(LARGEST_SIZE)) return { remedy: `sizes go up to ${LARGEST_SIZE}: runtimes keep them in 32 bits` };
  const words = type.schema['enum'];
  const word = typeof value === 'string' && Array.isArray(words) ? nearest(value, words) : undefined;
  if (word !== undefined) return { remedy: `did you mean "${word}"?` };
  return required ? {} : { remedy: 'correct it, or leave it out for the default' };
}

/** An object has few fields: so many that are unknown are one mistake. */
const mostUnknown = 10;

function unknownFields(object: JsonObject, fields: Fields, besides: readonly string[]): FieldIssue[] {
  const unknown: string[] = [];
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name) && !besides.includes(name) && object[name] !== undefined) unknown.push(name);
  }
  return unknown.length === 0 ? [] : unknown.slice(0, mostUnknown).map((name) => unknownField(name, [...besides, ...Object.keys(fields)], unknown.length));
}

function unknownField(name: string, names: readonly string[], count: number): FieldIssue {
  const meant = nearest(name, names);
  return {
    code: 'unknown-field',
    message: `unknown field ${describe(name)}${count > mostUnknown ? `, one of ${count}` : ''}`,
    pointer: [name],
    received: shorten(name),
    ...(meant === undefined ? { remedy: `the fields are ${names.join(', ')}` } : { meant, remedy: `did you mean "${meant}"?` }),
  };
}
