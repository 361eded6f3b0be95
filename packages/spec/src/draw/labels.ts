import type { Complete } from '../fields/field.js';
import { explicitPadding, type PaddingField } from '../fields/padding.js';
import { toPair, type Size2d } from '../fields/size2d.js';
import type { LayerOf, LeafKind } from '../layers/layer.js';
import type { LeafStep } from '../structure/arrange.js';
import type { Shape } from '../shapes/shape.js';

/** What a layer is called in a drawing, and what else is worth knowing of it. */
export interface Label {
  readonly title: string;
  readonly details: readonly string[];
}

type Write<Kind extends LeafKind> = (layer: Complete<LayerOf<Kind>>, input: Shape) => Label;

const plain = (title: string) => (): Label => ({ title, details: [] });

const labels: { readonly [Kind in LeafKind]: Write<Kind> } = {
  conv2d: (layer, [channels]) => ({
    title: `conv ${size(layer.kernelSize)}, ${layer.outChannels}`,
    details: [...windowDetails(layer, 1), ...(layer.groups === 1 ? [] : [layer.groups === channels ? 'depthwise' : `groups ${layer.groups}`])],
  }),
  maxPool2d: (layer) => ({ title: `max pool ${size(layer.kernelSize)}`, details: windowDetails(layer, undefined) }),
  avgPool2d: (layer) => ({ title: `average pool ${size(layer.kernelSize)}`, details: windowDetails(layer, undefined) }),
  globalAvgPool2d: plain('global average pool'),
  adaptiveAvgPool2d: ({ outputSize }) => ({ title: `adaptive average pool ${size(outputSize)}`, details: [] }),
  batchNorm: plain('batch norm'),
  localResponseNorm: ({ size: channels }) => ({ title: `response norm ${channels}`, details: [] }),
  relu: plain('ReLU'),
  sigmoid: plain('sigmoid'),
  tanh: plain('tanh'),
  gelu: plain('GELU'),
  silu: plain('SiLU'),
  elu: plain('ELU'),
  hardSwish: plain('hard swish'),
  softplus: plain('softplus'),
  leakyRelu: ({ negativeSlope }) => ({ title: `leaky ReLU ${negativeSlope}`, details: [] }),
  dropout: ({ rate }) => ({ title: `dropout ${rate}`, details: [] }),
  flatten: plain('flatten'),
  linear: ({ outFeatures }) => ({ title: `linear ${outFeatures}`, details: [] }),
};

export function labelOf({ layer, input }: LeafStep): Label {
  // One entry of a record over a union: the compiler cannot tie it to the layer that named it.
  return (labels[layer.kind] as Write<LeafKind>)(layer, input.shape);
}

interface Window {
  readonly stride: Size2d;
  readonly padding: PaddingField;
  readonly dilation?: Size2d;
  readonly ceilMode?: boolean;
}

/** What differs from the common case; a stride always where there is no common one. */
function windowDetails({ stride, padding, dilation = 1, ceilMode = false }: Window, commonStride: number | undefined): readonly string[] {
  return [
    ...(size(stride) === size(commonStride ?? 0) ? [] : [`stride ${short(stride)}`]),
    ...paddingDetails(padding),
    ...(size(dilation) === size(1) ? [] : [`dilation ${short(dilation)}`]),
    ...(ceilMode ? ['rounding up'] : []),
  ];
}

function paddingDetails(padding: PaddingField): readonly string[] {
  const sides = explicitPadding(padding);
  if (sides === undefined) return ['padding same'];
  const [top, left, bottom, right] = sides;
  if (top === bottom && left === right) return top === 0 && left === 0 ? [] : [`padding ${short([top, left])}`];
  return [`padding ${sides.join(', ')}`];
}

/** `3×3` */
function size(value: Size2d): string {
  return toPair(value).join('×');
}

/** `2`, or `2×1` where they differ. */
function short(value: readonly [number, number] | number): string {
  const [height, width] = typeof value === 'number' ? [value, value] : value;
  return height === width ? `${height}` : `${height}×${width}`;
}
