import { interpret } from '@archetype/backend-reference';
import type { Judge } from '@archetype/training';

/** The reference engine: one operation from its definition, in double precision. */
export const referenceJudge: Judge = ({ name, tensors }, operation, inputs) => {
  const given = new Map(operation.inputs.map((input) => [input, Float64Array.from(inputs.get(input) ?? [])]));
  const made = interpret({ name, tensors, operations: [operation] }, given);
  return new Map(operation.outputs.map((output) => [output, Float32Array.from(made.get(output)?.data ?? [])]));
};
