import { bytesOf } from '../emit/value.js';
import type { Attribute, Node, OnnxGraph, Value } from '../emit/value.js';
import { executionOrder, sourcesOf } from '../schedule/executionOrder.js';

/** What a node takes from the arena, in bytes by value, and the values that are given back when it is done. */
export interface Allocation {
  readonly node: Node;
  readonly taken: ReadonlyMap<number, number>;
  readonly freed: readonly number[];
}

/** Operators that see their operand's memory in another shape. */
const aliases: ReadonlySet<string> = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity']);

/**
 * What the runtime takes from its arena and gives back, node by node in the order in which it runs them, where it does not know shapes beforehand: a value is made when its node
 * runs, and freed when the last that reads it has run. `outputs: 'given'` are written into memory that is handed in; else they are held to the end.
 */
export function allocations(graph: OnnxGraph, outputs: 'given' | 'made'): readonly Allocation[] {
  const order = withoutTransposes(executionOrder(graph.nodes));
  const roots = new Map<number, number>();
  const rootOf = ({ id }: Value): number => roots.get(id) ?? id;
  const lastRead = new Map<number, number>();
  order.forEach((node, at) => {
    if (aliases.has(node.operator)) roots.set(node.outputs[0]!.id, rootOf(node.inputs[0]!));
    for (const value of [...node.inputs, ...node.outputs]) lastRead.set(rootOf(value), at);
  });
  const left = new Set(graph.outputs.map(({ value }) => rootOf(value)));
  const taken = order.map((node) => {
    const own = aliases.has(node.operator) ? [] : node.outputs.filter(({ id }) => outputs === 'made' || !left.has(id));
    return new Map(own.map((value) => [value.id, bytesOf(value)]));
  });
  const freed: number[][] = order.map(() => []);
  for (const values of taken) for (const id of values.keys()) if (!left.has(id)) freed[lastRead.get(id)!]!.push(id);
  return order.map((node, at) => ({ node, taken: taken[at]!, freed: freed[at]! }));
}

/** The runtime's optimiser has a product read a matrix transposed, and leaves out the transpose where nothing else reads it. */
function withoutTransposes(order: readonly Node[]): readonly Node[] {
  const readers = new Map<Node, Node[]>();
  for (const node of order) for (const source of sourcesOf(node)) readers.set(source, [...(readers.get(source) ?? []), node]);
  const takenIn = new Set(order.filter((node) => swapsLastAxes(node) && (readers.get(node) ?? []).every(({ operator }) => operator === 'MatMul' || operator === 'Gemm')));
  const through = (value: Value): Value => (value.origin.kind === 'node' && takenIn.has(value.origin.node) ? value.origin.node.inputs[0]! : value);
  return order.filter((node) => !takenIn.has(node)).map((node) => ({ ...node, inputs: node.inputs.map(through) }));
}

function swapsLastAxes({ operator, attributes, outputs }: Node): boolean {
  if (operator !== 'Transpose' || outputs[0]!.elementType !== 'float32') return false;
  const order = axesOf(attributes['perm']);
  const rank = order.length;
  return order.every((axis, i) => axis === (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
}

const axesOf = (attribute: Attribute | undefined): readonly number[] => (attribute !== undefined && 'ints' in attribute ? attribute.ints : []);
