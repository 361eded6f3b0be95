import { editDistance } from '@archetype/spec';

/**
 * The candidates that a mistyped word may have meant, the nearest first: those within a third of its length in edits,
 * and those that begin with it.
 */
export function nearest(word: string, candidates: readonly string[], most = 3): readonly string[] {
  const typed = word.toLowerCase();
  const limit = Math.max(1, Math.floor(typed.length / 3));
  return candidates
    .map((candidate) => ({ candidate, edits: typed !== '' && candidate.startsWith(typed) ? 0.5 : editDistance(typed, candidate.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits || a.candidate.localeCompare(b.candidate, 'en'))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** `Did you mean lenet or lenet-bn?`, or what there is to choose from when nothing is near. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near.length > 0 ? `did you mean ${listed(near)}?` : `there are ${listed(candidates, 'and')}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], conjunction: 'or' | 'and' = 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}
