export interface Point {
  /** From 1. */
  readonly step: number;
  readonly value: number;
}

/** A chart has no room for more; a report no need. */
export const MOST_POINTS = 2000;

/** The values by step; where there are more than a chart can show, the mean of equal shares at the share's middle. Gaps are left out. */
export function thinned(values: readonly (number | null)[]): readonly Point[] {
  const share = Math.ceil(values.length / MOST_POINTS);
  const points: Point[] = [];
  for (let start = 0; start < values.length; start += share) {
    const shared = values.slice(start, start + share);
    const finite = shared.filter((value): value is number => value !== null && Number.isFinite(value));
    if (finite.length > 0) points.push({ step: start + (shared.length + 1) / 2, value: finite.reduce((sum, value) => sum + value, 0) / finite.length });
  }
  return points;
}
