import * as fc from 'fast-check';
import { flatten } from '../layers/flatten.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { relu } from '../layers/relu.js';
import { defineModel, type ModelSpec } from '../model.js';
import { isImage, type FlatShape, type ImageShape, type Shape } from '../shapes/shape.js';
import { grant, type Granted, type Wish } from './wishes.js';

export interface ModelConstraints {
  /** The longest height and width of the input. @defaultValue 20 */
  readonly maxSide?: number;
  /** The most layers in a list. @defaultValue 6 */
  readonly maxLayers?: number;
  /** Containers within containers. @defaultValue 3 */
  readonly maxDepth?: number;
  /** The most elements of an activation. @defaultValue 8192 */
  readonly maxElements?: number;
  /** A classifier ends in a linear layer of this many classes. @defaultValue any output */
  readonly classes?: number;
  /** @defaultValue both kinds */
  readonly input?: 'image' | 'flat' | Shape;
}

const names = ['features', 'head', 'weight', '_0', 'Z9', 'constructor', '__proto__', 'toString'];

function wishLists(maxLayers: number, maxDepth: number): fc.Arbitrary<readonly Wish[]> {
  const name = fc.option(fc.constantFrom(...names), { nil: undefined, freq: 3 });
  const numbers = fc.array(fc.nat(251), { minLength: 24, maxLength: 24 });
  const { list } = fc.letrec<{ list: readonly Wish[]; wish: Wish }>((tie) => ({
    list: fc.array(tie('wish'), { maxLength: maxLayers, depthIdentifier: 'layers' }),
    wish: fc.oneof(
      { depthIdentifier: 'containers', maxDepth, depthSize: 'medium', withCrossShrink: true },
      { arbitrary: fc.record({ wish: fc.constant('leaf' as const), name, numbers }), weight: 8 },
      { arbitrary: fc.record({ wish: fc.constant('sequential' as const), name, layers: tie('list') }), weight: 1 },
      {
        arbitrary: fc.record({
          wish: fc.constant('parallel' as const),
          name,
          merge: fc.constantFrom('add' as const, 'concat' as const, 'multiply' as const),
          branches: fc.array(tie('list'), { minLength: 1, maxLength: 3 }),
        }),
        weight: 2,
      },
    ),
  }));
  return list;
}

/** `[channels, height, width]`, square or not, odd or even. */
export function imageShape({ maxSide = 20 }: Pick<ModelConstraints, 'maxSide'> = {}): fc.Arbitrary<ImageShape> {
  const side = fc.integer({ min: 1, max: maxSide });
  return fc.tuple(fc.integer({ min: 1, max: 6 }), side, side);
}

/** `[features]`. */
export function flatShape(): fc.Arbitrary<FlatShape> {
  return fc.tuple(fc.integer({ min: 1, max: 40 }));
}

function inputShape({ input, maxSide = 20 }: ModelConstraints): fc.Arbitrary<Shape> {
  if (input === 'image') return imageShape({ maxSide });
  if (input === 'flat') return flatShape();
  if (input !== undefined) return fc.constant(input);
  return fc.oneof({ arbitrary: imageShape({ maxSide }), weight: 5 }, { arbitrary: flatShape(), weight: 1 });
}

/** A list of layers that takes an input of the given shape, perhaps empty, with the output's shape. */
export function layerList(input: Shape, constraints: Omit<ModelConstraints, 'input' | 'classes'> & { readonly keepImage?: boolean } = {}): fc.Arbitrary<Granted> {
  const { maxLayers = 6, maxDepth = 3, maxElements = 8192, keepImage = false } = constraints;
  return wishLists(maxLayers, maxDepth).map((wishes) => grant(wishes, input, { mostElements: maxElements, keepImage }));
}

/** A valid model of every layer kind and both containers, of a size that runs in a moment. Shrinks to fewer and plainer layers. */
export function modelSpec(constraints: ModelConstraints = {}): fc.Arbitrary<ModelSpec> {
  const { maxLayers = 6, maxDepth = 3, maxElements = 8192, classes } = constraints;
  return fc.tuple(inputShape(constraints), wishLists(maxLayers, maxDepth)).map(([input, wishes]) => {
    const { layers, output } = grant(wishes, input, { mostElements: maxElements, keepImage: false });
    return defineModel({ name: 'sample', input, layers: ended(layers, output, classes) });
  });
}

/** At least one layer; a classifier's last two. */
function ended(layers: readonly Layer[], output: Shape, classes: number | undefined): readonly Layer[] {
  if (classes === undefined) return layers.length > 0 ? layers : [relu()];
  return [...layers, ...(isImage(output) ? [flatten()] : []), linear({ outFeatures: classes })];
}
