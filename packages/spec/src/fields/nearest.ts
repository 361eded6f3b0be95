import { editDistance } from './editDistance.js';

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
