/** A JSON Schema (draft 2020-12), as far as the fields need one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a field may hold: one source for the parser, the messages and the JSON Schema. */
export interface FieldType<T> {
  /** Completes "must be …". */
  readonly expected: string;
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown) => value is T;
  /** For a value with fields of its own: all that is wrong within. */
  readonly issues?: (value: unknown) => readonly FieldIssue[];
  /** For a value with fields of its own: the value with its defaults filled in. */
  complete?(value: T): T;
}

/** Something wrong with a value, seen from the object that holds it. */
export interface FieldIssue {
  readonly code: 'missing-field' | 'unknown-field' | 'invalid-field' | 'unknown-kind' | 'not-an-object';
  readonly message: string;
  /** From the object to the value at fault. */
  readonly pointer: readonly (string | number)[];
  readonly received?: string;
  readonly remedy?: string;
  /** The name that was probably meant by an unknown one. */
  readonly meant?: string;
}

export interface RequiredField<T> {
  readonly required: true;
  readonly type: FieldType<T>;
}

export interface OptionalField<T> {
  readonly required: false;
  readonly type: FieldType<T>;
  /** What stands for a field that was left out: a value, what another field holds, or nothing. */
  readonly fallback: { readonly value: T } | { readonly sameAs: string } | undefined;
}

export type Field = RequiredField<unknown> | OptionalField<unknown>;
export type Fields = Readonly<Record<string, Field>>;

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

/** Optional, without a default. */
export function absentOr<T>(type: FieldType<T>): OptionalField<T> {
  return { required: false, type, fallback: undefined };
}
