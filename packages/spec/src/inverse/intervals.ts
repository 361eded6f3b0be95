import { LONGEST_SIDE } from '../shapes/outputOf.js';

/** Whole numbers `from … to`, both included. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A set of whole numbers: intervals in order that neither overlap nor touch. */
export type Intervals = readonly Interval[];

/** One interval, or none where it is empty. */
export function interval(from: number, to: number): Intervals {
  return from <= to ? [{ from, to }] : [];
}

export function intersect(a: Intervals, b: Intervals): Intervals {
  if (spans(b, a)) return a;
  if (spans(a, b)) return b;
  const common: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) break;
    const from = Math.max(left.from, right.from);
    const to = Math.min(left.to, right.to);
    if (from <= to) common.push({ from, to });
    if (left.to < right.to) i += 1;
    else j += 1;
  }
  return common;
}

/** Whether one interval holds all of the inner set. */
function spans(outer: Intervals, inner: Intervals): boolean {
  const [only, second] = outer;
  const [first, last] = [inner[0], inner.at(-1)];
  return only !== undefined && second === undefined && first !== undefined && last !== undefined && only.from <= first.from && last.to <= only.to;
}

export function unite(...sets: readonly Intervals[]): Intervals {
  const united: Interval[] = [];
  for (const next of sets.flat().toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1);
    if (last && next.from <= last.to + 1) united[united.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    else united.push(next);
  }
  return united;
}

/** Whether every number of `a` is in `b`. */
export function isSubset(a: Intervals, b: Intervals): boolean {
  const common = a === b ? a : intersect(a, b);
  return common.length === a.length && common.every(({ from, to }, i) => a[i]?.from === from && a[i]?.to === to);
}

/** `32 … 63, 97 or more`; a long list is cut short. */
export function formatIntervals(set: Intervals): string {
  const most = 6;
  const parts = set.map(({ from, to }) => (from === to ? `${from}` : to >= LONGEST_SIDE ? `${from} or more` : `${from} … ${to}`));
  if (parts.length <= most) return parts.join(', ');
  return `${parts.slice(0, most - 1).join(', ')}, … ${parts.at(-1)} (${parts.length} intervals)`;
}
