import { toPair } from '../fields/size2d.js';
import type { Complete } from '../fields/field.js';
import type { LayerOf, LeafKind, LeafLayer } from '../layers/layer.js';
import type { WindowFields } from '../layers/window.js';
import { asImage, isImage, type Shape } from '../shapes/shape.js';
import { explainAdaptive } from './adaptive.js';
import { batchOf, clauses, equation, product } from './equation.js';
import { explainWindows } from './window.js';

type Explain<Kind extends LeafKind> = (layer: Complete<LayerOf<Kind>>, input: Shape, output: Shape) => readonly string[];

const elementByElement: Explain<LeafKind> = (_, input) => [clauses(equation('output = input', batchOf(input)), 'each element by itself')];

const pool = (fields: WindowFields, input: Shape): readonly string[] => [
  clauses(equation('channels', input[0]), 'each by itself'),
  ...explainWindows(fields, asImage(input)),
];

/** How each kind comes from its input's shape to its output's, and to its multiply-adds where it has any. */
const rules: { readonly [Kind in LeafKind]: Explain<Kind> } = {
  conv2d(layer, input, output) {
    const [, outHeight, outWidth] = asImage(output);
    const seen = input[0] / layer.groups;
    const factors = [layer.outChannels, outHeight, outWidth, seen, ...toPair(layer.kernelSize)];
    const count = equation('multiply-adds', product(factors), factors.reduce((a, b) => a * b));
    return [
      clauses(equation('channels', layer.outChannels), 'outChannels, one filter each'),
      ...explainWindows(layer, asImage(input)),
      ...(layer.groups > 1 ? [equation('channels that a filter sees', `${input[0]} / ${layer.groups}`, seen)] : []),
      clauses(count, 'outputs times what a filter covers'),
    ];
  },
  maxPool2d: pool,
  avgPool2d: pool,
  globalAvgPool2d(_, input) {
    const [channels, height, width] = asImage(input);
    return [
      clauses(equation('channels', channels), 'each by itself'),
      clauses(equation('height = width', 1), equation('values in each mean', `${height}·${width}`, height * width)),
    ];
  },
  adaptiveAvgPool2d: ({ outputSize }, input) => [
    clauses(equation('channels', input[0]), 'each by itself'),
    ...explainAdaptive(outputSize, asImage(input)),
  ],
  batchNorm: (_, input) => [clauses(equation('output = input', batchOf(input)), `each ${isImage(input) ? 'channel' : 'feature'} by itself`)],
  localResponseNorm: ({ size }, input) => [clauses(equation('output = input', batchOf(input)), `each element by its ${size} nearest channels`)],
  relu: elementByElement,
  sigmoid: elementByElement,
  tanh: elementByElement,
  gelu: elementByElement,
  silu: elementByElement,
  elu: elementByElement,
  hardSwish: elementByElement,
  softplus: elementByElement,
  leakyRelu: elementByElement,
  dropout: elementByElement,
  flatten: (_, input, [features]) => [isImage(input) ? equation('features', product(input), features) : clauses(equation('features', features), 'flat already')],
  linear({ outFeatures }, [inFeatures]) {
    const count = equation('multiply-adds', `${outFeatures}·${inFeatures}`, outFeatures * inFeatures);
    return [clauses(equation('features', outFeatures), `outFeatures, each from all ${inFeatures} inputs`), count];
  },
};

/** The arithmetic of a leaf's output shape and multiply-adds, a line each. */
export function explainLeaf(layer: Complete<LeafLayer>, input: Shape, output: Shape): readonly string[] {
  // One entry of a record over a union: the compiler cannot tie it to the layer that named it.
  return (rules[layer.kind] as Explain<LeafKind>)(layer, input, output);
}
