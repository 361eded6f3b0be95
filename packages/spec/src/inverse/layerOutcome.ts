import { complete } from '../fields/complete.js';
import type { Complete } from '../fields/field.js';
import { explicitPadding } from '../fields/padding.js';
import { toPair } from '../fields/size2d.js';
import type { LayerOf, LeafKind, LeafLayer } from '../layers/layer.js';
import { definitionOf } from '../layers/registry.js';
import type { WindowFields, WindowSide } from '../layers/window.js';
import { LONGEST_SIDE } from '../shapes/outputOf.js';
import { fixedFeatures, type ImageValue, type Outcome, type Value } from './outcome.js';
import { common } from './region.js';
import { compose, constant, sizesWithin, windowRule, type SizeRule } from './sizeRule.js';

type Rule<Kind extends LeafKind> = (layer: Complete<LayerOf<Kind>>, input: Value) => Value;

const same: Rule<LeafKind> = (_, input) => input;

/** On an image; a flat value is a mistake that the shape rule reports. */
const onImages =
  <Kind extends LeafKind>(rule: (layer: Complete<LayerOf<Kind>>, input: ImageValue) => Value): Rule<Kind> =>
  (layer, input) =>
    input.rank === 'image' ? rule(layer, input) : input;

const windows = (fields: WindowFields, input: ImageValue, channels = input.channels): Value => {
  const [rows, columns] = windowRules(fields);
  return { ...input, channels, height: compose(rows, input.height), width: compose(columns, input.width) };
};

/** Each kind's output by its input, whatever the size. */
const rules: { readonly [Kind in LeafKind]: Rule<Kind> } = {
  conv2d: onImages((layer, input) => windows(layer, input, layer.outChannels)),
  maxPool2d: onImages((layer, input) => windows(layer, input)),
  avgPool2d: onImages((layer, input) => windows(layer, input)),
  globalAvgPool2d: onImages((_, input) => ({ ...input, height: constant(1), width: constant(1) })),
  adaptiveAvgPool2d: onImages(({ outputSize }, input) => {
    const [height, width] = toPair(outputSize);
    return { ...input, height: constant(height), width: constant(width) };
  }),
  flatten: (_, input) =>
    input.rank === 'image' ? { rank: 'flat', scale: input.channels, offset: 0, height: input.height, width: input.width } : input,
  linear: ({ outFeatures }) => fixedFeatures(outFeatures),
  batchNorm: same,
  localResponseNorm: same,
  relu: same,
  sigmoid: same,
  tanh: same,
  gelu: same,
  silu: same,
  elu: same,
  hardSwish: same,
  softplus: same,
  leakyRelu: same,
  dropout: same,
};

/** What a leaf makes of an outcome; empty where it takes none of its inputs. */
export function leafOutcome(given: LeafLayer, input: Outcome): Outcome {
  const layer = complete(definitionOf(given).fields, given);
  // One entry of a record over a union: the compiler cannot tie it to the layer that named it.
  const value = (rules[layer.kind] as Rule<LeafKind>)(layer, input.value);
  if (value.rank !== 'image') return { ...input, value };
  const fits = { heights: sizesWithin(value.height, 1, LONGEST_SIDE), widths: sizesWithin(value.width, 1, LONGEST_SIDE) };
  return { ...common(input, fits), value };
}

/** How many windows an input has, along height and width. */
function windowRules(fields: WindowFields): readonly [SizeRule, SizeRule] {
  const [top, left, bottom, right] = explicitPadding(fields.padding) ?? [0, 0, 0, 0];
  const [rows, columns] = windowFields(fields);
  const isSame = fields.padding === 'same';
  return [windowRule({ ...rows, begin: top, end: bottom }, isSame), windowRule({ ...columns, begin: left, end: right }, isSame)];
}

/** All but the input and the padding. */
export function windowFields(fields: WindowFields): readonly [Omit<WindowSide, 'input' | 'begin' | 'end'>, Omit<WindowSide, 'input' | 'begin' | 'end'>] {
  const [kernels, strides, dilations] = [toPair(fields.kernelSize), toPair(fields.stride), toPair(fields.dilation ?? 1)];
  const ceilMode = fields.ceilMode ?? false;
  return [
    { kernel: kernels[0], stride: strides[0], dilation: dilations[0], ceilMode },
    { kernel: kernels[1], stride: strides[1], dilation: dilations[1], ceilMode },
  ];
}
