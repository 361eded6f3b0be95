import type { Node, OnnxGraph } from '../emit/value.js';
import { leavesOf, sourcesOf } from './executionOrder.js';

/**
 * Orders the nodes of the file so that the runtime, which follows the operand that comes last in it first (`executionOrder`), computes the long chain before what is quickly made
 * from things that are there already: a transformed weight is made when the transformed input is, the step function of an activation when its gradient has arrived, and neither
 * waits in memory. So nodes go by the length of the longest chain before them. Leaves, which are mostly updates, go last, the deepest first: it is run last, when the updates of
 * the layers behind it have let go of their gradients.
 */
export function orderNodes(graph: OnnxGraph): OnnxGraph {
  const depths = new Map<Node, number>();
  for (const node of graph.nodes) depths.set(node, sourcesOf(node).reduce((most, source) => Math.max(most, depths.get(source)! + 1), 0));
  const leaves = new Set(leavesOf(graph.nodes));
  const byDepth = graph.nodes.toSorted((a, b) => depths.get(a)! - depths.get(b)!);
  return { ...graph, nodes: [...byDepth.filter((node) => !leaves.has(node)), ...byDepth.filter((node) => leaves.has(node)).toReversed()] };
}
