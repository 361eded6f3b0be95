import { SpecError } from '../check/error.js';
import { complete } from '../fields/complete.js';
import type { Complete } from '../fields/field.js';
import type { PaddingField } from '../fields/padding.js';
import type { Size2d } from '../fields/size2d.js';
import type { LayerKind, LayerOf } from '../layers/layer.js';
import { definitionOf } from '../layers/registry.js';
import { countWindows, extentOf, windowSides, type WindowSide } from '../layers/window.js';
import type { ModelSpec } from '../model.js';
import { LONGEST_SIDE } from '../shapes/outputOf.js';
import { asImage, formatShape, type ImageShape, type Shape } from '../shapes/shape.js';
import { imageInput, type Wanted } from './inputSizes.js';
import { formatIntervals, interval, unite, type Intervals } from './intervals.js';
import { sampleShape } from './outcome.js';
import type { Region } from './region.js';
import { constant } from './sizeRule.js';
import { layerNamed, targetOf } from './target.js';
import { everywhere, trace } from './trace.js';
import { unreachable } from './unreachable.js';

type WindowLayer = Complete<LayerOf<'conv2d' | 'maxPool2d' | 'avgPool2d'>>;

/** A padding along one side, and the strides that go with it. */
export interface Setting {
  /** Before and after, or "same". */
  readonly padding: readonly [begin: number, end: number] | 'same';
  readonly strides: Intervals;
}

/** Any setting for the height with any for the width. */
export interface Settings {
  readonly height: readonly Setting[];
  readonly width: readonly Setting[];
}

/** Every stride and padding of one layer that gives a wanted shape, the rest of the model and its input as they are. */
export interface LayerSettings {
  readonly layer: string;
  readonly kind: LayerKind;
  readonly current: { readonly stride: Size2d; readonly padding: PaddingField };
  readonly inputShape: ImageShape;
  readonly at: string;
  readonly want: Shape;
  readonly alternatives: readonly Settings[];
}

export interface WantedOfLayer extends Wanted {
  /** The path of the convolution or pool to set. */
  readonly layer: string;
  /** In place of the model's own, channels included. */
  readonly input?: ImageShape;
}

/**
 * Which strides and paddings of one layer give a wanted shape. Padding is up to where a window would lie in it alone, a pool's up to half its
 * kernel, the odd one at the end. Throws a `SpecError` where no setting gives it.
 */
export function layerSettingsFor(model: ModelSpec, { want, at, layer: path, input = imageInput(model) }: WantedOfLayer): LayerSettings {
  const start = everywhere({ rank: 'image', channels: input[0], height: constant(input[1]), width: constant(input[2]) });
  const traced = trace(model, start, path);
  const { kind, layer: tuned, inputs: [given] } = layerNamed(model, traced.layers, path);
  if ((kind !== 'conv2d' && kind !== 'maxPool2d' && kind !== 'avgPool2d') || given === undefined) throw withoutWindows(model, path, kind);
  const layer = windowLayer(tuned as LayerOf<typeof kind>);
  const inputShape = asImage(sampleShape(given));
  const { target, regions } = targetOf(model, traced, want, at);
  if (regions.length === 0) throw unreachable(model, want, target, traced.outputs, path);
  const [rows, columns] = windowSides(layer, inputShape);
  const alternatives = regions
    .map(({ heights, widths }) => ({ height: settingsFor(heights, rows, kind), width: settingsFor(widths, columns, kind) }))
    .filter(({ height, width }) => height.length > 0 && width.length > 0);
  if (alternatives.length === 0) throw noSetting(model, path, kind, inputShape, regions);
  return { layer: path, kind, current: { stride: layer.stride, padding: layer.padding }, inputShape, at: target.path, want, alternatives };
}

function windowLayer(layer: LayerOf<'conv2d' | 'maxPool2d' | 'avgPool2d'>): WindowLayer {
  return complete(definitionOf(layer).fields, layer) as WindowLayer;
}

function settingsFor(sizes: Intervals, side: WindowSide, kind: LayerKind): readonly Setting[] {
  const most = kind === 'conv2d' ? extentOf(side) - 1 : Math.floor(side.kernel / 2);
  const settings: Setting[] = [];
  for (let total = 0; total <= 2 * most; total += 1) {
    const [begin, end] = [Math.floor(total / 2), Math.ceil(total / 2)];
    const strides = stridesGiving(sizes, (stride) => countWindows({ ...side, begin, end, stride }));
    if (strides.length > 0) settings.push({ padding: [begin, end], strides });
  }
  const same = stridesGiving(sizes, (stride) => Math.ceil(side.input / stride));
  return same.length > 0 ? [...settings, { padding: 'same', strides: same }] : settings;
}

/** The longer the stride, the fewer the windows: each interval of sizes is one of strides, found by halving. */
function stridesGiving(sizes: Intervals, count: (stride: number) => number): Intervals {
  // In ceil mode a window that is too large fits once the stride is longer than what it lacks.
  const shortest = firstFrom(1, (stride) => count(stride) >= 1);
  const leastStride = (most: number) => firstFrom(shortest, (stride) => count(stride) <= most);
  return unite(...sizes.map(({ from, to }) => interval(leastStride(to), leastStride(from - 1) - 1)));
}

/** The first x of `start` … 2^20 that holds, if all after it hold too; the next if none does. */
function firstFrom(start: number, holds: (x: number) => boolean): number {
  let [low, high] = [start, LONGEST_SIDE + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function withoutWindows(model: ModelSpec, path: string, kind: LayerKind): SpecError {
  return new SpecError({
    code: 'no-window',
    subject: `${model.name}/${path} ${kind}`,
    problem: 'has neither stride nor padding',
    remedy: 'name a conv2d, maxPool2d or avgPool2d',
  });
}

function noSetting(model: ModelSpec, path: string, kind: LayerKind, input: ImageShape, regions: readonly Region[]): SpecError {
  return new SpecError({
    code: 'unreachable-shape',
    subject: `${model.name}/${path} ${kind}`,
    problem: 'no stride and padding of it give what is wanted',
    details: [
      `input ${formatShape(input)}`,
      ...regions.map(({ heights, widths }) => `its output would have to be ${formatIntervals(heights)} high and ${formatIntervals(widths)} wide`),
    ],
    remedy: 'change its kernel, another layer or the input',
  });
}
