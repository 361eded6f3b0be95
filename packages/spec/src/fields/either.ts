import { isObject } from './checkFields.js';
import { describe } from './describe.js';
import type { FieldType } from './field.js';

/** A simple value, or an object in its place. */
export function either<A, B extends object>(simple: FieldType<A>, object: FieldType<B>): FieldType<A | B> {
  const expected = `${simple.expected}, or ${object.expected}`;
  return {
    expected,
    schema: { anyOf: [simple.schema, object.schema] },
    accepts: (value): value is A | B => simple.accepts(value) || object.accepts(value),
    complete: (value) => (isObject(value) && object.complete ? object.complete(value as B) : value),
    issues: (value) => {
      if (isObject(value) && object.issues) return object.issues(value);
      if (simple.accepts(value)) return [];
      return [{ code: 'invalid-field', message: `must be ${expected}; received ${describe(value)}`, pointer: [], received: describe(value) }];
    },
  };
}
