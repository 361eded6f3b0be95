import { absentOr, type FieldsOf } from './field.js';

/** Names the JSON Schema that an editor checks a file by. It says nothing of what is described: parsing leaves it out. */
export interface SchemaLink {
  readonly $schema?: string;
}

export const schemaLink: FieldsOf<SchemaLink> = {
  $schema: absentOr({
    expected: 'the path or address of a JSON Schema',
    schema: { type: 'string' },
    accepts: (value): value is string => typeof value === 'string',
  }),
};

/** The value itself where it has no link. */
export function withoutSchemaLink<T extends object>(value: T & SchemaLink): T {
  if (!Object.hasOwn(value, '$schema')) return value;
  const { $schema: _, ...rest } = value;
  return rest as unknown as T;
}
