// Zhang and Shasha 1989, https://doi.org/10.1137/0218082

/** An ordered tree. */
interface Tree<T> {
  readonly children: readonly T[];
}

export interface Costs<T> {
  /** Of removing or adding a node; what it holds stays in its place. */
  readonly one: number;
  /** Of one node becoming another. Infinite where it cannot. */
  readonly change: (a: T, b: T) => number;
}

/** A forest in postorder. */
interface Postorder<T> {
  readonly nodes: readonly T[];
  /** For each node, the first in postorder of those that it holds, or itself. */
  readonly first: Int32Array;
  /** The last node of each value of `first`: those whose distances are not found on the way. */
  readonly roots: readonly number[];
}

/** The pairs of the cheapest way to make one forest of another. What is removed or added is so as late as it can be. */
export function closestPairs<T extends Tree<T>>(before: readonly T[], after: readonly T[], costs: Costs<T>): readonly (readonly [T, T])[] {
  const a = postorder(before);
  const b = postorder(after);
  const table = distances(a, b, costs);
  for (const i of a.roots) for (const j of b.roots) table.fill({ fromA: a.first[i] ?? 0, toA: i, fromB: b.first[j] ?? 0, toB: j });
  const found: (readonly [T, T])[] = [];
  const open: Span[] = [{ fromA: 0, toA: a.nodes.length - 1, fromB: 0, toB: b.nodes.length - 1 }];
  for (let span = open.pop(); span; span = open.pop()) {
    table.fill(span);
    for (let [i, j] = [span.toA, span.toB]; i >= span.fromA && j >= span.fromB; ) {
      const [fromA, fromB] = [a.first[i] ?? 0, b.first[j] ?? 0];
      const [x, y] = [a.nodes[i], b.nodes[j]];
      const here = table.at(span, i, j);
      if (here === table.at(span, i - 1, j) + costs.one) i -= 1;
      else if (here === table.at(span, i, j - 1) + costs.one) j -= 1;
      else if (fromA === span.fromA && fromB === span.fromB && x && y) {
        found.push([x, y]);
        i -= 1;
        j -= 1;
      } else {
        open.push({ fromA, toA: i, fromB, toB: j });
        i = fromA - 1;
        j = fromB - 1;
      }
    }
  }
  return found;
}

function postorder<T extends Tree<T>>(forest: readonly T[]): Postorder<T> {
  const nodes: T[] = [];
  const first: number[] = [];
  const visit = (node: T): number => {
    const starts = node.children.map((child) => visit(child));
    nodes.push(node);
    const start = starts[0] ?? nodes.length - 1;
    first.push(start);
    return start;
  };
  for (const tree of forest) visit(tree);
  const lastWith = new Map(first.map((start, i) => [start, i]));
  return { nodes, first: Int32Array.from(first), roots: [...lastWith.values()].toSorted((x, y) => x - y) };
}

/** Nodes of both forests, first and last included. */
interface Span {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

function distances<T extends Tree<T>>(a: Postorder<T>, b: Postorder<T>, { one, change }: Costs<T>) {
  const columns = b.nodes.length;
  const width = columns + 1;
  /** Between the trees of each pair of nodes. */
  const trees = new Float64Array(a.nodes.length * columns);
  /** Between the forests of the span filled last, up to each node; row and column 0 are the empty ones. */
  const forests = new Float64Array((a.nodes.length + 1) * width);
  const fill = ({ fromA, toA, fromB, toB }: Span): void => {
    const [firstA, firstB, nodesA, nodesB] = [a.first, b.first, a.nodes, b.nodes];
    forests[0] = 0;
    for (let i = fromA; i <= toA; i += 1) forests[(i - fromA + 1) * width] = (i - fromA + 1) * one;
    for (let j = fromB; j <= toB; j += 1) forests[j - fromB + 1] = (j - fromB + 1) * one;
    for (let i = fromA; i <= toA; i += 1) {
      const row = (i - fromA + 1) * width;
      const startA = firstA[i] ?? 0;
      const skippedA = (startA - fromA) * width - fromB;
      for (let j = fromB; j <= toB; j += 1) {
        const cell = row + j - fromB + 1;
        const startB = firstB[j] ?? 0;
        const shorter = Math.min(forests[cell - width] ?? 0, forests[cell - 1] ?? 0) + one;
        if (startA === fromA && startB === fromB) {
          const [x, y] = [nodesA[i], nodesB[j]];
          const both = x && y ? (forests[cell - width - 1] ?? 0) + change(x, y) : shorter;
          forests[cell] = Math.min(shorter, both);
          trees[i * columns + j] = Math.min(shorter, both);
        } else {
          forests[cell] = Math.min(shorter, (forests[skippedA + startB] ?? 0) + (trees[i * columns + j] ?? 0));
        }
      }
    }
  };
  const at = ({ fromA, fromB }: Span, i: number, j: number) => forests[(i - fromA + 1) * width + j - fromB + 1] ?? 0;
  return { fill, at };
}
