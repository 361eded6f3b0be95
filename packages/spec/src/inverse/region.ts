import { intersect, isSubset, type Intervals } from './intervals.js';

/** Every height of one set with every width of the other. */
export interface Region {
  readonly heights: Intervals;
  readonly widths: Intervals;
}

export function isEmpty({ heights, widths }: Region): boolean {
  return heights.length === 0 || widths.length === 0;
}

export function common(a: Region, b: Region): Region {
  return { heights: intersect(a.heights, b.heights), widths: intersect(a.widths, b.widths) };
}

/** Without the empty ones and those that lie within another. */
export function essential<R extends Region>(regions: readonly R[]): readonly R[] {
  const kept: R[] = [];
  for (const region of regions) {
    if (isEmpty(region) || kept.some((other) => lies(region, other))) continue;
    const outside = kept.filter((other) => !lies(other, region));
    kept.splice(0, kept.length, ...outside, region);
  }
  return kept;
}

function lies(inner: Region, outer: Region): boolean {
  return isSubset(inner.heights, outer.heights) && isSubset(inner.widths, outer.widths);
}
