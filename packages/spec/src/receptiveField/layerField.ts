import type { Complete } from '../fields/field.js';
import { toPair } from '../fields/size2d.js';
import type { LayerOf, LeafKind, LeafLayer } from '../layers/layer.js';
import { windowSides, type WindowFields } from '../layers/window.js';
import { isImage, type ImageShape, type Shape } from '../shapes/shape.js';
import { throughAdaptive, throughAll, throughWindow, type Field } from './field.js';

/** Along height and width. */
export type Fields = readonly [rows: Field, columns: Field];

type Rule<Kind extends LeafKind> = (layer: Complete<LayerOf<Kind>>, fields: Fields, input: Shape) => Fields;

const same: Rule<LeafKind> = (_, fields) => fields;

/** Of an image; what is flat already sees all that it ever will. */
const onImages =
  <Kind extends LeafKind>(rule: (layer: Complete<LayerOf<Kind>>, fields: Fields, input: ImageShape) => Fields): Rule<Kind> =>
  (layer, fields, input) =>
    isImage(input) ? rule(layer, fields, input) : fields;

const windows = (layer: WindowFields, [rows, columns]: Fields, input: ImageShape): Fields => {
  const [rowSide, columnSide] = windowSides(layer, input);
  return [throughWindow(rows, rowSide), throughWindow(columns, columnSide)];
};

const everything = onImages((_, [rows, columns], [, height, width]) => [throughAll(rows, height), throughAll(columns, width)]);

/** What each kind's outputs see, by what its inputs see; batch norm by its running statistics. */
const rules: { readonly [Kind in LeafKind]: Rule<Kind> } = {
  conv2d: onImages(windows),
  maxPool2d: onImages(windows),
  avgPool2d: onImages(windows),
  globalAvgPool2d: everything,
  adaptiveAvgPool2d: onImages(({ outputSize }, [rows, columns], [, height, width]) => {
    const [outHeight, outWidth] = toPair(outputSize);
    return [throughAdaptive(rows, height, outHeight), throughAdaptive(columns, width, outWidth)];
  }),
  flatten: everything,
  linear: same,
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

export function leafFields(layer: Complete<LeafLayer>, fields: Fields, input: Shape): Fields {
  // One entry of a record over a union: the compiler cannot tie it to the layer that named it.
  return (rules[layer.kind] as Rule<LeafKind>)(layer, fields, input);
}
