import type { Node } from '../emit/value.js';

/** The nodes that make a node's operands, each once. */
export const sourcesOf = ({ inputs }: Node): readonly Node[] => [...new Set(inputs.flatMap(({ origin }) => (origin.kind === 'node' ? [origin.node] : [])))];

/** Nodes whose results no other node reads. */
export function leavesOf(nodes: readonly Node[]): readonly Node[] {
  const read = new Set(nodes.flatMap(sourcesOf));
  return nodes.filter((node) => !read.has(node));
}

/**
 * The order in which ONNX Runtime runs the nodes of a file: not theirs, but from the leaves backwards, the last leaf first, depth first, and of a node's operands first the one
 * whose node comes last in the file. (Its optimiser puts a product that took a transpose in at the end; that is left out here.)
 */
export function executionOrder(nodes: readonly Node[]): readonly Node[] {
  const place = new Map(nodes.map((node, at) => [node, at]));
  const entered = new Set<Node>();
  const order: Node[] = [];
  const open: { readonly node: Node; readonly sourcesDone: boolean }[] = leavesOf(nodes).map((node) => ({ node, sourcesDone: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, sourcesDone } = next;
    if (sourcesDone) order.push(node);
    if (entered.has(node)) continue;
    entered.add(node);
    open.push({ node, sourcesDone: true });
    const sources = sourcesOf(node).filter((source) => !entered.has(source));
    for (const source of sources.toSorted((a, b) => place.get(a)! - place.get(b)!)) open.push({ node: source, sourcesDone: false });
  }
  return order;
}
