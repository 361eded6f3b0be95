import { extentOf, type WindowSide } from '../layers/window.js';
import { LONGEST_SIDE } from '../shapes/outputOf.js';
import { interval, intersect, type Interval, type Intervals } from './intervals.js';

/**
 * A size as a function of another, x from 1 to `LONGEST_SIDE`: ⌊(x + offset) / stride⌋. Every window is of this form, floor, ceil or "same",
 * a window of a window is again, and so is a constant, by a stride beyond the longest side. So whole networks can be inverted exactly.
 */
export interface SizeRule {
  readonly offset: number;
  readonly stride: number;
}

/** x itself. */
export const unchanged: SizeRule = { offset: 0, stride: 1 };

/** More than any x, so that ⌊x / never⌋ = 0. */
const never = LONGEST_SIDE + 1;

/** `size`, whatever x. */
export function constant(size: number): SizeRule {
  return { offset: size * never, stride: never };
}

export function sizeAt({ offset, stride }: SizeRule, x: number): number {
  return Math.floor((x + offset) / stride);
}

/** The window along one side, without the input: how many windows an input has. */
export function windowRule(side: Omit<WindowSide, 'input'>, same: boolean): SizeRule {
  const { begin, end, stride, ceilMode } = side;
  // ⌈x / s⌉ = ⌊(x + s − 1) / s⌋
  if (same) return { offset: stride - 1, stride };
  const room = begin + end - extentOf(side);
  if (!ceilMode) return { offset: room + stride, stride };
  // Less a last window that would start in the end padding: the smaller of ⌈(x + room) / s⌉ + 1 and ⌈(x + begin) / s⌉.
  return { offset: Math.min(room + stride, begin) + stride - 1, stride };
}

/** `outer` of what `inner` gives: ⌊(⌊(x + a) / s⌋ + b) / t⌋ = ⌊(x + a + b·s) / (s·t)⌋. */
export function compose(outer: SizeRule, inner: SizeRule): SizeRule {
  return reduced({ offset: inner.offset + outer.offset * inner.stride, stride: inner.stride * outer.stride });
}

/** The same function by smaller numbers: within the longest side, a longer stride makes one step at most. */
function reduced(rule: SizeRule): SizeRule {
  if (rule.stride < never) return rule;
  const first = sizeAt(rule, 1);
  const step = (first + 1) * rule.stride - rule.offset;
  return step > LONGEST_SIDE ? constant(first) : { offset: (first + 1) * never - step, stride: never };
}

/** The x whose size is from `least` to `most`. */
export function sizesWithin({ offset, stride }: SizeRule, least: number, most: number): Intervals {
  return interval(Math.max(1, least * stride - offset), Math.min(LONGEST_SIDE, (most + 1) * stride - offset - 1));
}

/** The x of a set at which two rules agree. */
export function agreement(a: SizeRule, b: SizeRule, within: Intervals): Intervals {
  if (a.offset === b.offset && a.stride === b.stride) return within;
  if (a.stride > b.stride) return agreement(b, a, within);
  const sizes = a.stride === b.stride ? sizesOfSameStride(a, b, within) : sizesOfLongerStride(a, b);
  const agreed: Interval[] = [];
  for (let size = sizes.from; size <= sizes.to; size += 1) {
    const from = Math.max(1, size * a.stride - a.offset, size * b.stride - b.offset);
    const to = Math.min(LONGEST_SIDE, (size + 1) * a.stride - a.offset - 1, (size + 1) * b.stride - b.offset - 1);
    if (from > to) continue;
    const last = agreed.at(-1);
    if (last?.to === from - 1) agreed[agreed.length - 1] = { from: last.from, to };
    else agreed.push({ from, to });
  }
  return intersect(agreed, within);
}

/** Sizes that both may have: offsets a stride apart or more never meet, others do at every size. */
function sizesOfSameStride(a: SizeRule, b: SizeRule, within: Intervals): { readonly from: number; readonly to: number } {
  if (Math.abs(a.offset - b.offset) >= a.stride) return { from: 1, to: 0 };
  return { from: sizeAt(a, within[0]?.from ?? 1), to: sizeAt(a, within.at(-1)?.to ?? 0) };
}

/** Sizes v whose intervals [v·s − offset, v·s − offset + s − 1] of both rules overlap; they drift apart by the strides' difference. */
function sizesOfLongerStride(a: SizeRule, b: SizeRule): { readonly from: number; readonly to: number } {
  const drift = b.stride - a.stride;
  const apart = b.offset - a.offset;
  return {
    from: Math.max(sizeAt(a, 1), Math.ceil((apart - b.stride + 1) / drift)),
    to: Math.min(sizeAt(a, LONGEST_SIDE), Math.floor((apart + a.stride - 1) / drift)),
  };
}
