import type { OnnxGraph, Value } from './value.js';

/** Operators whose result has the shape that a constant says or has itself. */
const tellShapes: ReadonlySet<string> = new Set(['Reshape', 'Expand', 'Gather', 'Concat', 'Add', 'Sub', 'Mul', 'Div', 'Max', 'Min']);

/** The constants that only such operators read. */
export function shapeConstants({ nodes }: OnnxGraph): readonly Value[] {
  const constantsOf = (read: (operator: string) => boolean): readonly Value[] =>
    nodes.flatMap(({ operator, inputs }) => (read(operator) ? inputs.filter(({ origin, shape }) => origin.kind === 'constant' && shape.length > 0) : []));
  const elsewhere = new Set(constantsOf((operator) => !tellShapes.has(operator)).map(({ id }) => id));
  return [...new Map(constantsOf((operator) => tellShapes.has(operator)).map((value) => [value.id, value])).values()].filter(({ id }) => !elsewhere.has(id));
}
