import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { countWindows, extentOf, type WindowSide } from '../layers/window.js';
import { LONGEST_SIDE } from '../shapes/outputOf.js';
import { interval, intersect, isSubset, unite, type Intervals } from './intervals.js';
import { agreement, compose, constant, sizeAt, sizesWithin, windowRule, type SizeRule } from './sizeRule.js';

const small = (max: number) => fc.integer({ min: 1, max });
const upTo = Array.from({ length: 60 }, (_, i) => i + 1);
const has = (set: Intervals, x: number) => set.some(({ from, to }) => from <= x && x <= to);

/** A window without its input; end padding at most half the kernel in ceil mode, as pools have it. */
const window = fc
  .record({ kernel: small(6), stride: small(4), dilation: small(3), begin: fc.nat(4), end: fc.nat(4), ceilMode: fc.boolean() })
  .map((side) => (side.ceilMode ? { ...side, begin: Math.min(side.begin, side.kernel >> 1), end: Math.min(side.end, side.kernel >> 1) } : side));

const rule: fc.Arbitrary<SizeRule> = fc.oneof(
  fc.record({ offset: fc.integer({ min: -9, max: 9 }), stride: small(5) }),
  small(9).map(constant),
  fc.record({ offset: fc.integer({ min: -30, max: 3 * 2 ** 30 }), stride: fc.integer({ min: 2 ** 19, max: 2 ** 31 }) }),
);

it('a window\'s rule counts its windows, for every input that has any', () => {
  fc.assert(
    fc.property(window, (side) => {
      for (const input of upTo) expect(Math.max(0, sizeAt(windowRule(side, false), input))).toBe(Math.max(0, countWindows({ ...side, input })));
    }),
  );
});

it('"same" is ⌈in / stride⌉, with the padding that it stands for', () => {
  fc.assert(
    fc.property(window, (side) => {
      for (const input of upTo) {
        const total = Math.max(0, (Math.ceil(input / side.stride) - 1) * side.stride + extentOf(side) - input);
        const padded: WindowSide = { ...side, input, begin: Math.floor(total / 2), end: Math.ceil(total / 2) };
        expect(sizeAt(windowRule(side, true), input)).toBe(countWindows(padded));
      }
    }),
  );
});

it('rules composed are rules applied in turn, whatever the stride', () => {
  fc.assert(
    fc.property(rule, rule, (outer, inner) => {
      const both = compose(outer, inner);
      for (const x of [...upTo, 2 ** 19, LONGEST_SIDE - 1, LONGEST_SIDE]) expect(sizeAt(both, x)).toBe(sizeAt(outer, sizeAt(inner, x)));
    }),
  );
});

it('sizes within bounds and agreement are those found by trying', () => {
  fc.assert(
    fc.property(rule, rule, fc.nat(9), fc.nat(9), (a, b, least, more) => {
      const within = interval(1, 60);
      const found = intersect(sizesWithin(a, least, least + more), within);
      const agreed = agreement(a, b, within);
      for (const x of upTo) {
        expect(has(found, x)).toBe(sizeAt(a, x) >= least && sizeAt(a, x) <= least + more);
        expect(has(agreed, x)).toBe(sizeAt(a, x) === sizeAt(b, x));
      }
    }),
  );
});

it('sets of intervals are sets', () => {
  const set = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat(4))).map((parts) => unite(...parts.map(([from, more]) => interval(from, from + more))));
  fc.assert(
    fc.property(set, set, (a, b) => {
      for (const x of upTo) {
        expect(has(intersect(a, b), x)).toBe(has(a, x) && has(b, x));
        expect(has(unite(a, b), x)).toBe(has(a, x) || has(b, x));
      }
      expect(isSubset(a, b)).toBe(upTo.every((x) => !has(a, x) || has(b, x)));
    }),
  );
});
