import type { Progress } from '../checkpoint/progress.js';

type Learnt = Progress['learnt'];
export type Split = keyof Learnt;

/** An accuracy twice that of guessing counts as having learnt. */
const learntFactor = 2;
/** A tenth above guessing, and three standard deviations of it over that many images, still count as guessing. */
const chanceFactor = 1.1;
const deviations = 3;

/**
 * Whether a network that had learnt guesses again: its accuracy is 1/classes but for chance, after an epoch in which it was twice that or more. So a
 * network that needs an epoch or two to begin to learn raises no alarm, and one that collapses raises one, once.
 */
export function watchAccuracy(
  learnt: Learnt,
  split: Split,
  accuracy: number,
  images: number,
  classes: number,
): { readonly learnt: Learnt; readonly collapsed: boolean } {
  const chance = 1 / classes;
  const spread = Math.sqrt((chance * (1 - chance)) / images);
  const guesses = accuracy <= chanceFactor * chance + deviations * spread;
  const collapsed = learnt[split] && guesses;
  const knows = accuracy >= learntFactor * chance && !guesses;
  return { learnt: { ...learnt, [split]: collapsed ? false : learnt[split] || knows }, collapsed };
}

/** What helps against divergence, in the words of a warning. */
export const divergenceRemedy = 'a lower learning rate, a warm-up or another initialization may help';
