import { describe, shorten } from './describe.js';
import type { Field, FieldIssue, Fields } from './field.js';
import { nearest } from './nearest.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A plain object, as JSON has them. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties alone: `__proto__` and `constructor` are never found on a prototype. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Every field that is missing, unknown or wrong. `besides` names those that are checked elsewhere. */
export function checkFields(object: JsonObject, fields: Fields, besides: readonly string[] = []): readonly FieldIssue[] {
  const names = [...besides, ...Object.keys(fields)];
  const unknown = Object.keys(object).filter((name) => object[name] !== undefined && !names.includes(name));
  return [...unknown.map((name) => unknownField(name, names)), ...Object.entries(fields).flatMap(([name, field]) => checkField(object, name, field))];
}

function checkField(object: JsonObject, name: string, field: Field): readonly FieldIssue[] {
  const value = own(object, name);
  if (value === undefined) {
    if (!field.required) return [];
    return [
      {
        code: 'missing-field',
        message: `${name} is missing`,
        pointer: [],
        remedy: `add "${name}": ${field.type.expected}`,
      },
    ];
  }
  if (field.type.issues) return field.type.issues(value).map((issue) => ({ ...issue, pointer: [name, ...issue.pointer] }));
  if (field.type.accepts(value)) return [];
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

/** The value that was probably meant: a number in quotes, a word misspelt. */
function remedyFor(value: unknown, { type, required }: Field): { readonly remedy?: string } {
  if (typeof value === 'string' && value.trim() !== '' && type.accepts(Number(value))) return { remedy: `write ${Number(value)} without quotes` };
  const words = type.schema['enum'];
  const word = typeof value === 'string' && Array.isArray(words) ? nearest(value, words) : undefined;
  if (word !== undefined) return { remedy: `did you mean "${word}"?` };
  return required ? {} : { remedy: 'correct it, or leave it out for the default' };
}

function unknownField(name: string, names: readonly string[]): FieldIssue {
  const meant = nearest(name, names);
  return {
    code: 'unknown-field',
    message: `unknown field ${describe(name)}`,
    pointer: [name],
    received: shorten(name),
    remedy: meant === undefined ? `the fields are ${names.join(', ')}` : `did you mean "${meant}"?`,
  };
}
