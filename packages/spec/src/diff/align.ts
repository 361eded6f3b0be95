import { closestPairs } from './treeDistance.js';
import type { Node } from './tree.js';

/** Which node of one tree became which of the other. */
export type Pairing = ReadonlyMap<Node, Node>;

/** As many pairs of nodes as are compared with each other; beyond that, what differs counts as removed and added. */
const mostComparisons = 4_000_000;

/**
 * Pairs the nodes of two trees so that the fewest are removed or added, then the fewest changed, then the fewest fields; order and nesting are
 * kept. Exact, by tree edit distance on what is left after equal trees at the start and the end of a list; containers that have the same names
 * on both sides are taken to be the same.
 */
export function align(a: Node, b: Node): Pairing {
  const pairs = new Map<Node, Node>([[a, b]]);
  alignLists(a.children, b.children, pairs);
  return pairs;
}

function alignLists(a: readonly Node[], b: readonly Node[], pairs: Map<Node, Node>): void {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start]?.identity === b[start]?.identity) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end]?.identity === b[b.length - 1 - end]?.identity) end += 1;
  for (let i = 0; i < start; i += 1) pairAll(a[i], b[i], pairs);
  for (let i = 1; i <= end; i += 1) pairAll(a[a.length - i], b[b.length - i], pairs);
  alignRest(a.slice(start, a.length - end), b.slice(start, b.length - end), pairs);
}

function alignRest(a: readonly Node[], b: readonly Node[], pairs: Map<Node, Node>): void {
  const [onlyA, secondA] = a;
  const [onlyB, secondB] = b;
  if (onlyA === undefined || onlyB === undefined) return;
  if (secondA === undefined && secondB === undefined && onlyA.label === onlyB.label) {
    pairs.set(onlyA, onlyB);
    alignLists(onlyA.children, onlyB.children, pairs);
    return;
  }
  if (a.length === b.length && a.every((node, i) => isNamed(node) && node.label === b[i]?.label)) {
    a.forEach((node, i) => alignRest([node], b.slice(i, i + 1), pairs));
    return;
  }
  const sizes = [a, b].map((nodes) => nodes.reduce((sum, node) => sum + node.size, 0));
  if ((sizes[0] ?? 0) * (sizes[1] ?? 0) > mostComparisons) return;
  for (const [before, after] of closestPairs(a, b, costs())) pairs.set(before, after);
}

/** Equal trees, node by node. */
function pairAll(a: Node | undefined, b: Node | undefined, pairs: Map<Node, Node>): void {
  if (a === undefined || b === undefined) return;
  pairs.set(a, b);
  a.children.forEach((child, i) => pairAll(child, b.children[i], pairs));
}

/** Nodes removed or added weigh more than any number of changes, changes more than any number of fields. */
const nodeWeight = 2 ** 32;
const changeWeight = 2 ** 16;

function changeCost(a: Node, b: Node): number {
  if (a.kind === b.kind) return changeWeight + changedFields(a, b).length;
  // One leaf in another's place: as much as both by themselves, but one change.
  return isLeaf(a) && isLeaf(b) ? 2 * nodeWeight + changeWeight : Infinity;
}

function costs() {
  const known = new Map<number, Map<number, number>>();
  const change = (a: Node, b: Node): number => {
    if (a.label === b.label) return 0;
    const row = known.get(a.label) ?? new Map<number, number>();
    known.set(a.label, row);
    const cost = row.get(b.label) ?? changeCost(a, b);
    row.set(b.label, cost);
    return cost;
  };
  return { one: nodeWeight + changeWeight, change };
}

function isLeaf({ kind }: Node): boolean {
  return kind !== 'sequential' && kind !== 'parallel' && kind !== 'branch' && kind !== 'model';
}

/** A container that someone gave a name. */
function isNamed(node: Node): boolean {
  return !isLeaf(node) && node.plainFields['name'] !== undefined;
}

/** The names of the fields, of two nodes of a kind, that are not the same. */
export function changedFields(a: Node, b: Node): readonly string[] {
  return [...new Set([...Object.keys(a.plainFields), ...Object.keys(b.plainFields)])].filter((name) => a.plainFields[name] !== b.plainFields[name]);
}
