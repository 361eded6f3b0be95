import { explicitPadding } from '../fields/padding.js';
import { toPair } from '../fields/size2d.js';
import { formatShape } from '../shapes/shape.js';
import { formatIntervals, unite, type Intervals } from './intervals.js';
import type { LayerSettings, Setting } from './layerSettings.js';

/** The settings for people: first those that keep the stride, then those that keep the padding, then the others. */
export function describeLayerSettings(settings: LayerSettings): readonly string[] {
  const { layer, kind, inputShape, at, want, alternatives, current } = settings;
  const [top, left, bottom, right] = explicitPadding(current.padding) ?? [undefined, undefined, undefined, undefined];
  const [rowStride, columnStride] = toPair(current.stride);
  const lines = alternatives.flatMap(({ height, width }) => [
    ...describeSide('height', height, rowStride, [top, bottom]),
    ...describeSide('width', width, columnStride, [left, right]),
  ]);
  return [`${formatShape(want)} at ${at}, by ${layer} ${kind} on ${formatShape(inputShape)}`, ...lines];
}

type Ends = readonly [number | undefined, number | undefined];

function describeSide(name: string, settings: readonly Setting[], stride: number, [begin, end]: Ends): readonly string[] {
  const keeping = settings.filter(({ strides }) => strides.some(({ from, to }) => from <= stride && stride <= to));
  const kept = settings.find(({ padding }) => (padding === 'same' ? begin === undefined : padding[0] === begin && padding[1] === end));
  const lines = [
    ...(keeping.length > 0 ? [`${name}: stride ${stride} with padding ${formatPaddings(keeping)}`] : []),
    ...(kept ? [`${name}: padding ${formatPadding(kept.padding)} with stride ${formatIntervals(kept.strides)}`] : []),
  ];
  if (lines.length > 0) return lines;
  const strides: Intervals = unite(...settings.map((setting) => setting.strides));
  return [`${name}: strides ${formatIntervals(strides)}, the least with padding ${formatPadding(settings[0]?.padding ?? 'same')}`];
}

/** Those with as much on each side, `2 … 10`; others only where there is none such. */
function formatPaddings(settings: readonly Setting[]): string {
  const explicit = settings.flatMap(({ padding }) => (padding === 'same' ? [] : [padding]));
  const even = unite(...explicit.filter(([begin, end]) => begin === end).map(([size]) => [{ from: size, to: size }]));
  const texts = even.length > 0 ? [`${formatIntervals(even)} on each side`] : explicit.map(formatPadding);
  return [...texts, ...(explicit.length < settings.length ? ['"same"'] : [])].join(' or ');
}

/** `2`, or `1+2` where the ends differ. */
function formatPadding(padding: Setting['padding']): string {
  if (padding === 'same') return '"same"';
  return padding[0] === padding[1] ? `${padding[0]}` : `${padding[0]}+${padding[1]}`;
}
