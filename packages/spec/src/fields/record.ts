import { checkFields, isObject, own } from './checkFields.js';
import { complete } from './complete.js';
import { describe } from './describe.js';
import type { FieldIssue, Fields, FieldType, JsonSchema } from './field.js';
import { nearest } from './nearest.js';

/** An object with the given fields. */
export function record<T extends object>(expected: string, fields: Fields): FieldType<T> {
  const issues = (value: unknown): readonly FieldIssue[] => (isObject(value) ? checkFields(value, fields) : [notAnObject(value, expected)]);
  return {
    expected,
    schema: objectSchema(fields),
    issues,
    accepts: (value): value is T => issues(value).length === 0,
    complete: (value) => complete(fields, value) as T,
  };
}

/** An object whose `kind` says which fields it has. */
export function variant<T extends { readonly kind: string }>(expected: string, kinds: { readonly [Kind in T['kind']]: Fields }): FieldType<T> {
  const names = Object.keys(kinds);
  const fieldsOf = (kind: unknown): Fields | undefined =>
    typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind as T['kind']] : undefined;
  const issues = (value: unknown): readonly FieldIssue[] => {
    if (!isObject(value)) return [notAnObject(value, expected)];
    const kind = own(value, 'kind');
    const fields = fieldsOf(kind);
    return fields ? checkFields(value, fields, ['kind']) : [unknownKind(kind, names)];
  };
  return {
    expected,
    schema: { oneOf: names.map((kind) => objectSchema(fieldsOf(kind) ?? {}, { kind: { const: kind } })) },
    issues,
    accepts: (value): value is T => issues(value).length === 0,
    complete: (value) => complete(fieldsOf(value.kind) ?? {}, value) as unknown as T,
  };
}

/** The schema of an object: what is required, and nothing besides. Each field says what it may be, for an editor to show. */
export function objectSchema(fields: Fields, besides: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const entries = Object.entries(fields);
  const requiredNames = entries.filter(([, field]) => field.required).map(([name]) => name);
  const property = ([name, field]: (typeof entries)[number]) => {
    const { schema, expected } = field.type;
    const fallback = field.required ? undefined : field.fallback;
    if (fallback === undefined) return [name, { ...schema, description: expected }];
    if ('value' in fallback) return [name, { ...schema, description: expected, default: fallback.value }];
    return [name, { ...schema, description: `${expected}; where absent, that of ${fallback.sameAs}` }];
  };
  return {
    type: 'object',
    properties: { ...besides, ...Object.fromEntries(entries.map((entry) => property(entry))) },
    required: [...Object.keys(besides), ...requiredNames],
    additionalProperties: false,
  };
}

export function unknownKind(kind: unknown, kinds: readonly string[]): FieldIssue {
  const meant = typeof kind === 'string' ? nearest(kind, kinds) : undefined;
  return {
    code: kind === undefined ? 'missing-field' : 'unknown-kind',
    message: kind === undefined ? 'kind is missing' : `unknown kind ${describe(kind)}`,
    pointer: kind === undefined ? [] : ['kind'],
    ...(kind !== undefined && { received: describe(kind) }),
    remedy: meant === undefined ? `the kinds are ${kinds.join(', ')}` : `did you mean "${meant}"?`,
  };
}

function notAnObject(value: unknown, expected: string): FieldIssue {
  return { code: 'not-an-object', message: `must be ${expected}; received ${describe(value)}`, pointer: [], received: describe(value) };
}
