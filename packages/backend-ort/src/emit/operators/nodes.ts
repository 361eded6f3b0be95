import type { Builder } from '../builder.js';
import type { Attribute, Attributes, ElementType, Value } from '../value.js';

export type Shape = readonly number[];

export const int = (value: number): Attribute => ({ int: value });
export const float = (value: number): Attribute => ({ float: value });
export const ints = (values: Shape): Attribute => ({ ints: values });

/** Nodes of one output and of several. */
export interface Nodes {
  one(operator: string, inputs: readonly Value[], attributes: Attributes, shape: Shape, elementType?: ElementType): Value;
  several(operator: string, inputs: readonly Value[], attributes: Attributes, shapes: readonly Shape[], elementType: ElementType): readonly Value[];
}

export const createNodes = (builder: Builder): Nodes => ({
  one: (operator, inputs, attributes, shape, elementType = 'float32') => builder.node(operator, inputs, attributes, [{ shape, elementType }])[0]!,
  several: (operator, inputs, attributes, shapes, elementType) =>
    builder.node(operator, inputs, attributes, shapes.map((shape) => ({ shape, elementType }))),
});

/** The shape of an operation on two tensors element by element, where sides of one stretch. */
export function broadcast(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sideA = a[axis - rank + a.length] ?? 1;
    const sideB = b[axis - rank + b.length] ?? 1;
    if (sideA !== sideB && sideA !== 1 && sideB !== 1) throw new Error(`${operator} of [${a.join()}] and [${b.join()}]`);
    return Math.max(sideA, sideB);
  });
}

export const equalShapes = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((side, axis) => side === b[axis]);
