import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

interface Counts {
  readonly rowCounts: readonly number[];
  readonly columnCounts: readonly number[];
}

/**
 * What a mean over `size` positions is to be multiplied by where the graph counts `rowCounts[i]·columnCounts[j]`, as `[1, H, W, 1]`;
 * nothing where that is one everywhere.
 */
export function countedShare(workspace: Workspace, { rowCounts, columnCounts }: Counts, size: number): Tensor | undefined {
  if (rowCounts.every((rows) => columnCounts.every((columns) => rows * columns === size))) return undefined;
  const key = `share ${size} ${rowCounts.join()}×${columnCounts.join()}`;
  return workspace.constant(key, [1, rowCounts.length, columnCounts.length, 1], () =>
    Float32Array.from(rowCounts.flatMap((rows) => columnCounts.map((columns) => size / (rows * columns)))),
  );
}
