import type { Shape } from '../shapes/shape.js';
import { intersect, unite, type Interval, type Intervals } from './intervals.js';
import { common, essential, isEmpty, type Region } from './region.js';
import { constant, sizeAt, sizesWithin, type SizeRule } from './sizeRule.js';

/** What a layer gives, as a function of the height and width that were put in. */
export type Value = ImageValue | FlatValue;

export interface ImageValue {
  readonly rank: 'image';
  readonly channels: number;
  readonly height: SizeRule;
  readonly width: SizeRule;
}

/** scale·height·width + offset features. */
export interface FlatValue {
  readonly rank: 'flat';
  readonly scale: number;
  readonly offset: number;
  readonly height: SizeRule;
  readonly width: SizeRule;
}

/** A value, and the inputs for which it is that. Of several outcomes at one place, each holds for its own region. */
export interface Outcome extends Region {
  readonly value: Value;
}

/** So many features, whatever was put in. */
export function fixedFeatures(features: number): FlatValue {
  return { rank: 'flat', scale: 0, offset: features, height: constant(1), width: constant(1) };
}

export function shapeAt(value: Value, height: number, width: number): Shape {
  const [rows, columns] = [sizeAt(value.height, height), sizeAt(value.width, width)];
  return value.rank === 'image' ? [value.channels, rows, columns] : [value.scale * rows * columns + value.offset];
}

/** The shape at the least height and width of an outcome. */
export function sampleShape({ value, heights, widths }: Outcome): Shape {
  return shapeAt(value, heights[0]?.from ?? 1, widths[0]?.from ?? 1);
}

/** The inputs that give a shape. */
export function inputsGiving(wanted: Shape, outcome: Outcome): readonly Region[] {
  const { value } = outcome;
  if (wanted.length === 1) return value.rank === 'flat' ? inputsWithFeatures(wanted[0], outcome, value) : [];
  if (value.rank !== 'image' || value.channels !== wanted[0]) return [];
  const [, height, width] = wanted;
  return essential([common(outcome, { heights: sizesWithin(value.height, height, height), widths: sizesWithin(value.width, width, width) })]);
}

function inputsWithFeatures(features: number, outcome: Outcome, { scale, offset, height, width }: FlatValue): readonly Region[] {
  if (scale === 0) return features === offset ? essential([outcome]) : [];
  return inputsWithArea((features - offset) / scale, outcome, height, width);
}

/** The inputs for which height · width is `area`: a region for each way to write it as a product, the nearest to a square first. */
export function inputsWithArea(area: number, within: Region, height: SizeRule, width: SizeRule): readonly Region[] {
  if (!Number.isSafeInteger(area) || isEmpty(within)) return [];
  const [heights, widths] = [sizesOver(height, within.heights), sizesOver(width, within.widths)];
  const products: (readonly [rows: number, columns: number])[] = [];
  const last = Math.min(heights.to, Math.floor(area / widths.from));
  for (let rows = Math.max(heights.from, Math.ceil(area / widths.to)); rows <= last; rows += 1) {
    if (area % rows === 0) products.push([rows, area / rows]);
  }
  const squareFirst = products.toSorted(([a, b], [c, d]) => Math.max(a, b) - Math.max(c, d));
  return essential(
    squareFirst.map(([rows, columns]) => common(within, { heights: sizesWithin(height, rows, rows), widths: sizesWithin(width, columns, columns) })),
  );
}

/** The least and the largest size over a set that is not empty. */
function sizesOver(rule: SizeRule, set: Intervals): Interval {
  return { from: Math.max(1, sizeAt(rule, set[0]?.from ?? 1)), to: sizeAt(rule, set.at(-1)?.to ?? 1) };
}

/** Heights that equal the width of the same region. */
export function squaresOf(regions: readonly Region[]): Intervals {
  return unite(...regions.map(({ heights, widths }) => intersect(heights, widths)));
}
