import type { Node, OnnxGraph, Value } from '../emit/value.js';
import { executionOrder } from '../schedule/executionOrder.js';
import { orderNodes } from '../schedule/orderNodes.js';
import { isProduct, keptValues } from './keptValues.js';

/** Products between two reads of a value that share one copy: the two gradients of a convolution. */
const SHARED_OVER = 2;

/**
 * The graph with less to keep from the forward pass for the backward pass: what is cheap to make again is (`keptValues`), by copies of its nodes, which give the same values to
 * the bit. Reads that are near each other share a copy. A copy depends on kept values alone, so it is ready early; that it runs late is `orderNodes`' doing. The runtime must not
 * look for equal computations: it would make one of the two.
 *
 * @param last the value that ends the forward pass: the loss
 */
export function recomputed(graph: OnnxGraph, last: Value): OnnxGraph {
  const order = executionOrder(orderNodes(graph).nodes);
  const end = order.findIndex(({ outputs }) => outputs.includes(last)) + 1;
  const [forward, backward] = [order.slice(0, end), order.slice(end)];
  const made = new Map(forward.flatMap((node) => node.outputs.map(({ id }) => [id, node])));
  const readLater = backward.flatMap(({ inputs }) => inputs.filter(({ id }) => made.has(id)));
  const kept = keptValues(forward, readLater);
  const madeAgain = ({ id }: Value): boolean => made.has(id) && !kept.has(id);

  const productsBefore = runningSum(order.map((node) => (isProduct(node) ? 1 : 0)));
  /** When the values of a node are wanted again: places in the order, by node. */
  const wanted = new Map<Node, Set<number>>();
  const want = (values: readonly Value[], at: number): void => {
    for (const value of values.filter(madeAgain)) wanted.set(made.get(value.id)!, (wanted.get(made.get(value.id)!) ?? new Set()).add(at));
  };
  backward.forEach(({ inputs }, i) => want(inputs, end + i));
  /** Of each node, the places that each of its copies serves. From the last node to the first: a copy wants its operands where it is first wanted itself. */
  const served = new Map<Node, readonly (readonly number[])[]>();
  for (const node of forward.toReversed()) {
    const places = [...(wanted.get(node) ?? [])].toSorted((a, b) => a - b);
    const groups = grouped(places, (at, next) => productsBefore[next]! - productsBefore[at]! <= SHARED_OVER);
    if (groups.length > 0) served.set(node, groups);
    for (const [first] of groups) want(node.inputs, first!);
  }
  if (served.size === 0) return graph;

  const copy = copier(graph);
  /** Each value at a place, as it is read there. */
  const copies = new Map<string, Value>();
  const readAt = (value: Value, at: number): Value => copies.get(`${value.id} ${at}`) ?? value;
  const again = forward.flatMap((node) =>
    (served.get(node) ?? []).map((places, i) => {
      const twin = copy(node, `${node.name}/again${i === 0 ? '' : `_${i + 1}`}`, (input) => (madeAgain(input) ? readAt(input, places[0]!) : input));
      for (const at of places) node.outputs.forEach(({ id }, index) => copies.set(`${id} ${at}`, twin.outputs[index]!));
      return twin;
    }),
  );
  const moved = new Map<number, Value>();
  const following = backward.map((node, i) => {
    const twin = copy(node, node.name, (input) => moved.get(input.id) ?? (madeAgain(input) ? readAt(input, end + i) : input));
    node.outputs.forEach(({ id }, index) => moved.set(id, twin.outputs[index]!));
    return twin;
  });
  return {
    ...graph,
    nodes: [...forward, ...again, ...following],
    outputs: graph.outputs.map((output) => ({ ...output, value: moved.get(output.value.id) ?? output.value })),
    labels: new Map([...graph.labels].map(([id, label]) => [moved.get(id)?.id ?? id, label])),
  };
}

const runningSum = (amounts: readonly number[]): readonly number[] => {
  let sum = 0;
  return amounts.map((amount) => (sum += amount) - amount);
};

/** Neighbours together as long as each is near the first of its group. */
function grouped(places: readonly number[], near: (first: number, next: number) => boolean): readonly (readonly number[])[] {
  const groups: number[][] = [];
  for (const at of places) {
    const group = groups.at(-1);
    if (group && near(group[0]!, at)) group.push(at);
    else groups.push([at]);
  }
  return groups;
}

/** Copies nodes with other operands; their results are values of their own. */
function copier({ inputs, nodes }: OnnxGraph) {
  const known = [...inputs, ...nodes.flatMap((node) => [...node.inputs, ...node.outputs])];
  let nextId = known.reduce((most, { id }) => Math.max(most, id), 0) + 1;
  return (node: Node, name: string, operand: (input: Value) => Value): Node => {
    const outputs: Value[] = [];
    const copy: Node = { ...node, name, inputs: node.inputs.map(operand), outputs };
    node.outputs.forEach((output, index) => outputs.push({ ...output, id: nextId++, origin: { kind: 'node', node: copy, index } }));
    return copy;
  };
}
