/** The word that is most like what was written, if one is near enough to have been meant. */
export function nearest(written: string, words: readonly string[]): string | undefined {
  if (written.length > 40) return undefined;
  const ranked = words
    .map((word) => ({ word, distance: editDistance(simplify(written), simplify(word)) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(Math.min(word.length, written.length) / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.word;
}

/** `kernel_size` and `KernelSize` are `kernelSize` in other hands. */
function simplify(word: string): string {
  return word.replaceAll(/[_\-\s]/g, '').toLowerCase();
}

/** Damerau's and Levenshtein's (optimal string alignment): insertions, deletions, replacements, and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let twoAbove: readonly number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(replace, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swapped ? (twoAbove[j - 2] ?? 0) + 1 : Infinity));
    }
    twoAbove = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
