/** A directed edge of a network. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly capacity: number;
}

/**
 * The vertices on the sink's side of a cut of least capacity between source and sink, of all such cuts that nearest to the sink: every path from source to sink crosses it. By
 * Dinitz' algorithm (https://doi.org/10.1007/11685654_10): flow is sent along shortest paths, level by level, until none is left.
 */
export function minimumCut(vertices: number, edges: readonly Edge[], source: number, sink: number): ReadonlySet<number> {
  // Edge 2i and its reverse 2i + 1.
  const heads = edges.flatMap(({ from, to }) => [to, from]);
  const left = edges.flatMap(({ capacity }) => [capacity, 0]);
  const leaving: number[][] = Array.from({ length: vertices }, () => []);
  edges.forEach(({ from, to }, i) => {
    leaving[from]!.push(2 * i);
    leaving[to]!.push(2 * i + 1);
  });

  /** Steps from the source to each vertex along edges that have something left; −1 where there is no way. */
  const levels = (): Int32Array => {
    const level = new Int32Array(vertices).fill(-1);
    level[source] = 0;
    const open = [source];
    for (let i = 0; i < open.length; i++) {
      for (const edge of leaving[open[i]!]!) {
        if (left[edge]! <= 0 || level[heads[edge]!]! >= 0) continue;
        level[heads[edge]!] = level[open[i]!]! + 1;
        open.push(heads[edge]!);
      }
    }
    return level;
  };

  for (let level = levels(); level[sink]! >= 0; level = levels()) {
    const next = new Int32Array(vertices);
    const path: number[] = [];
    for (let at = source; ; ) {
      if (at === sink) {
        const least = path.reduce((amount, edge) => Math.min(amount, left[edge]!), Infinity);
        for (const edge of path) {
          left[edge] = left[edge]! - least;
          left[edge ^ 1] = left[edge ^ 1]! + least;
        }
        path.length = 0;
        at = source;
        continue;
      }
      const edge = leaving[at]![next[at]!];
      if (edge === undefined) {
        // A dead end: one step back, and not that way again.
        const last = path.pop();
        if (last === undefined) break;
        at = heads[last ^ 1]!;
        next[at] = next[at]! + 1;
      } else if (left[edge]! > 0 && level[heads[edge]!] === level[at]! + 1) {
        path.push(edge);
        at = heads[edge]!;
      } else {
        next[at] = next[at]! + 1;
      }
    }
  }

  const reaches = new Set([sink]);
  const open = [sink];
  for (let vertex = open.pop(); vertex !== undefined; vertex = open.pop()) {
    for (const edge of leaving[vertex]!) {
      const before = heads[edge]!;
      if (left[edge ^ 1]! <= 0 || reaches.has(before)) continue;
      reaches.add(before);
      open.push(before);
    }
  }
  return reaches;
}
