import { SpecError } from '../check/error.js';
import type { ModelSpec } from '../model.js';
import { LONGEST_SIDE } from '../shapes/outputOf.js';
import { formatShape, type Shape } from '../shapes/shape.js';
import { formatIntervals, intersect, unite, type Intervals } from './intervals.js';
import { inputsWithArea, shapeAt, type FlatValue, type ImageValue, type Outcome } from './outcome.js';
import { common, essential } from './region.js';
import { sizeAt, sizesWithin } from './sizeRule.js';
import type { Target } from './target.js';

/**
 * Why no size gives the shape, with the nearest that one does.
 *
 * @param of the layer whose output may have any size. @defaultValue the input may
 */
export function unreachable(model: ModelSpec, want: Shape, target: Target, ends: readonly Outcome[], of?: string): SpecError {
  const varied = of === undefined ? 'input' : 'output';
  const possible = essential(target.outcomes.flatMap((outcome) => ends.map((end) => ({ ...outcome, ...common(outcome, end) }))));
  const { details, remedy } = reason(want, possible, varied);
  return new SpecError({
    code: 'unreachable-shape',
    subject: target.path === '' ? model.name : `${model.name}/${target.path} ${target.kind}`,
    problem: `no ${varied} size${of === undefined ? '' : ` of ${of}`} gives ${formatShape(want)}`,
    details,
    ...(remedy !== undefined && { remedy }),
  });
}

/** What may have any size. */
type Varied = 'input' | 'output';

interface Reason {
  readonly details: readonly string[];
  readonly remedy?: string;
}

function reason(want: Shape, possible: readonly Outcome[], varied: Varied): Reason {
  const [sample] = possible;
  if (want.length === 1) {
    const flat = possible.filter((outcome): outcome is Outcome & { readonly value: FlatValue } => outcome.value.rank === 'flat');
    return flat.length === 0 ? anotherRank('flat', sample, varied) : nearestFeatures(want[0], flat, varied);
  }
  const images = possible.filter((outcome): outcome is Outcome & { readonly value: ImageValue } => outcome.value.rank === 'image');
  const [image] = images;
  if (image === undefined) return anotherRank('an image', sample, varied);
  if (image.value.channels !== want[0]) return { details: [`it has ${image.value.channels} channels, whatever the ${varied} size; wanted ${want[0]}`], remedy: 'name another layer, or change the number of channels' };
  const sides = [nearestSides('height', want[1], images, varied), nearestSides('width', want[2], images, varied)].flat();
  return sides.length > 0 ? { details: sides } : { details: [`height ${want[1]} and width ${want[2]} each come about, but not together`] };
}

function anotherRank(wanted: string, sample: Outcome | undefined, varied: Varied): Reason {
  if (sample === undefined) return { details: [`no layer is ${wanted}`] };
  const { value, heights, widths } = sample;
  return { details: [`its output is not ${wanted}: for the least ${varied} it is ${formatShape(shapeAt(value, heights[0]?.from ?? 1, widths[0]?.from ?? 1))}`] };
}

/** The next sizes below and above, each with the inputs that give it; nothing for a size that comes about. */
function nearestSides(name: 'height' | 'width', wanted: number, images: readonly (Outcome & { readonly value: ImageValue })[], varied: Varied): readonly string[] {
  const inputs = (least: number, most: number): readonly { readonly size: number; readonly inputs: Intervals }[] =>
    images.flatMap(({ value, heights, widths }) => {
      const set = intersect(name === 'height' ? heights : widths, sizesWithin(value[name], least, most));
      const [from, to] = [set[0]?.from, set.at(-1)?.to];
      if (from === undefined || to === undefined) return [];
      return [{ size: sizeAt(value[name], least > wanted ? from : to), inputs: set }];
    });
  if (inputs(wanted, wanted).length > 0) return [];
  const below = inputs(1, wanted - 1).map(({ size }) => size);
  const above = inputs(wanted + 1, LONGEST_SIDE).map(({ size }) => size);
  const nearest = [...(below.length > 0 ? [Math.max(...below)] : []), ...(above.length > 0 ? [Math.min(...above)] : [])];
  const written = nearest.map((size) => `${size}, by ${varied} ${name} ${formatIntervals(unite(...inputs(size, size).map((each) => each.inputs)))}`);
  return [`${name} ${wanted} does not come about; nearest: ${written.join('; ')}`];
}

/** As many areas as are tried to either side. */
const mostAreas = 200;

function nearestFeatures(wanted: number, flat: readonly (Outcome & { readonly value: FlatValue })[], varied: Varied): Reason {
  const found = flat.flatMap(({ value, heights, widths }) => {
    const { scale, offset, height, width } = value;
    if (scale === 0) return [{ features: offset, how: `whatever the ${varied} size` }];
    const first = (wanted - offset) / scale;
    const tried = (start: number, step: 1 | -1) => {
      for (let area = start, i = 0; i < mostAreas && area >= 1; area += step, i += 1) {
        const [region] = inputsWithArea(area, { heights, widths }, height, width);
        if (region) return [{ features: scale * area + offset, how: `by ${varied} height ${formatIntervals(region.heights)} with width ${formatIntervals(region.widths)}` }];
      }
      return [];
    };
    return [...tried(Math.ceil(first) - 1, -1), ...tried(Math.floor(first) + 1, 1)];
  });
  const below = found.filter(({ features }) => features < wanted).toSorted((a, b) => b.features - a.features).slice(0, 1);
  const above = found.filter(({ features }) => features > wanted).toSorted((a, b) => a.features - b.features).slice(0, 1);
  const scales = [...new Set(flat.map(({ value }) => value).filter(({ scale }) => scale > 0).map(({ scale, offset }) => `features = ${scale}·height·width${offset > 0 ? ` + ${offset}` : ''} of the image that is flattened`))];
  return { details: [...scales, ...[...below, ...above].map(({ features, how }) => `nearest: ${features}, ${how}`)] };
}
