/** A JSON Schema (draft 2020-12), as far as the fields need one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a field may hold: one source for the parser, the messages and the JSON Schema. */
export interface FieldType<T> {
  /** Completes "must be …". */
  readonly expected: string;
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown) => value is T;
}

export interface RequiredField<T> {
  readonly required: true;
  readonly type: FieldType<T>;
}

export interface OptionalField<T> {
  readonly required: false;
  readonly type: FieldType<T>;
  /** A value, or the name of the field whose value is taken. */
  readonly fallback: { readonly value: T } | { readonly sameAs: string };
}

export type Field = RequiredField<unknown> | OptionalField<unknown>;

/** The descriptors of an object type: required where the property is, optional where it is. */
export type FieldsOf<T, Given extends PropertyKey = never> = {
  readonly [K in Exclude<keyof T, Given>]-?: object extends Pick<T, K> ? OptionalField<Exclude<T[K], undefined>> : RequiredField<T[K]>;
};

/** The object with every default filled in. */
export type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

export function required<T>(type: FieldType<T>): RequiredField<T> {
  return { required: true, type };
}

export function optional<T>(type: FieldType<T>, value: NoInfer<T>): OptionalField<T> {
  return { required: false, type, fallback: { value } };
}

/** Optional, and equal to another field where it is left out. */
export function sameAs<T>(type: FieldType<T>, name: string): OptionalField<T> {
  return { required: false, type, fallback: { sameAs: name } };
}
