import type { Builder } from '../builder.js';
import { elements } from '../value.js';
import type { Value } from '../value.js';
import type { Shape } from './nodes.js';

export type Constants = ReturnType<typeof createConstants>;

/** Data kept in the file. */
export const createConstants = (builder: Builder) => ({
  /** An int64 vector, as shapes, axes and pads are given. */
  integers: (values: Shape): Value => builder.constant(values.join(), 'int64', [values.length], () => BigInt64Array.from(values, BigInt)),
  int32s: (values: Shape, shape: Shape): Value => builder.constant(values.join(), 'int32', shape, () => Int32Array.from(values)),
  /** Data that is computed when the file is written; `key` names the contents. */
  int32sOf: (key: string, shape: Shape, data: () => Int32Array): Value => builder.constant(key, 'int32', shape, data),
  /** A float32 scalar of rank 0. */
  scalar: (value: number): Value => builder.constant(String(value), 'float32', [], () => Float32Array.of(value)),
  /** One value, repeated. */
  filled: (shape: Shape, value: number): Value =>
    builder.constant(`filled ${value}`, 'float32', shape, () => new Float32Array(elements(shape)).fill(value)),
  /** Float32 data that is computed when the file is written; `key` names the contents. */
  floats: (key: string, shape: Shape, data: () => Float32Array): Value => builder.constant(key, 'float32', shape, data),
});
