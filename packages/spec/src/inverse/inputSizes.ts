import { SpecError } from '../check/error.js';
import type { LayerKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { formatShape, isImage, type ImageShape, type Shape } from '../shapes/shape.js';
import { formatIntervals, type Intervals } from './intervals.js';
import { squaresOf } from './outcome.js';
import type { Region } from './region.js';
import { unchanged } from './sizeRule.js';
import { targetOf } from './target.js';
import { everywhere, trace } from './trace.js';
import { unreachable } from './unreachable.js';

export interface Wanted {
  /** `[channels, height, width]`, or `[features]`. */
  readonly want: Shape;
  /**
   * The path of the layer that is to give it; for a linear layer, that is to take it.
   * @defaultValue the last layer that can give it, outside of branches if there is one
   */
  readonly at?: string;
}

/** Every input size, up to 2^20 a side, that a model takes and that gives a wanted shape. */
export interface InputSizes {
  readonly at: string;
  readonly kind: LayerKind;
  readonly want: Shape;
  /** The model's own number of input channels. */
  readonly channels: number;
  /** Any height of a region with any width of it; usually there is one region. */
  readonly regions: readonly Region[];
  /** The heights that may be the width as well. */
  readonly squares: Intervals;
}

/**
 * Inverts shape inference: which heights and widths of the input give a wanted shape, exactly.
 * Throws a `SpecError` that names the nearest shapes where none does.
 */
export function inputSizesFor(model: ModelSpec, { want, at }: Wanted): InputSizes {
  const [channels] = imageInput(model);
  const traced = trace(model, everywhere({ rank: 'image', channels, height: unchanged, width: unchanged }));
  const { target, regions } = targetOf(model, traced, want, at);
  if (regions.length === 0) throw unreachable(model, want, target, traced.outputs);
  return { at: target.path, kind: target.kind, want, channels, regions, squares: squaresOf(regions) };
}

export function imageInput({ name, input }: ModelSpec): ImageShape {
  if (isImage(input)) return input;
  throw new SpecError({
    code: 'needs-image-input',
    subject: name,
    problem: `its input ${formatShape(input)} has neither height nor width to look for`,
    remedy: 'ask this of a model whose input is [channels, height, width]',
  });
}

/** `32 … 63 high and 32 … 63 wide`, a line a region. */
export function describeInputSizes({ at, kind, want, channels, regions, squares }: InputSizes): readonly string[] {
  const [first] = regions;
  const head = `${formatShape(want)} at ${at} ${kind}: input of ${channels} channel${channels === 1 ? '' : 's'}`;
  const isSquare = regions.length === 1 && first && formatIntervals(first.heights) === formatIntervals(first.widths);
  if (isSquare) return [head, `height and width each ${formatIntervals(first.heights)}`];
  const lines = regions.map(({ heights, widths }) => `height ${formatIntervals(heights)} with width ${formatIntervals(widths)}`);
  return [head, ...lines, squares.length === 0 ? 'no square input' : `square: ${formatIntervals(squares)}`];
}
