import { adaptiveAvgPool2d } from '../layers/adaptiveAvgPool2d.js';
import { conv2d } from '../layers/conv2d.js';
import { globalAvgPool2d } from '../layers/globalAvgPool2d.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { mergeShapes } from '../layers/merge.js';
import { parallel, type Merge } from '../layers/parallel.js';
import { sequential } from '../layers/sequential.js';
import { outputOf } from '../shapes/outputOf.js';
import { elementsOf, isImage, sameShape, type Shape } from '../shapes/shape.js';
import { choices } from './choices.js';
import { makeLeaf } from './leaves.js';

/** What is wished for at a place in a model; whatever it is, it can be granted there. */
export type Wish =
  | { readonly wish: 'leaf'; readonly name: string | undefined; readonly numbers: readonly number[] }
  | { readonly wish: 'sequential'; readonly name: string | undefined; readonly layers: readonly Wish[] }
  | { readonly wish: 'parallel'; readonly name: string | undefined; readonly merge: Merge; readonly branches: readonly (readonly Wish[])[] };

export interface Granted {
  readonly layers: readonly Layer[];
  readonly output: Shape;
}

export interface Limits {
  /** A layer whose output would have more elements is left out. */
  readonly mostElements: number;
  /** Whether an image must stay one. */
  readonly keepImage: boolean;
}

/** Layers that fit the input and each other. A name that is taken in its list is left out. */
export function grant(wishes: readonly Wish[], input: Shape, limits: Limits): Granted {
  const taken = new Set<string>();
  const layers: Layer[] = [];
  let shape = input;
  for (const wish of wishes) {
    const granted = grantOne(wish, shape, limits);
    if (granted === undefined || elementsOf(granted.output) > limits.mostElements) continue;
    const { name } = wish;
    layers.push(name === undefined || taken.has(name) ? granted.layer : { ...granted.layer, name });
    if (name !== undefined) taken.add(name);
    shape = granted.output;
  }
  return { layers, output: shape };
}

function grantOne(wish: Wish, input: Shape, limits: Limits): { readonly layer: Layer; readonly output: Shape } | undefined {
  if (wish.wish === 'leaf') {
    const layer = makeLeaf(choices(wish.numbers), input, limits.keepImage);
    const { output } = outputOf(layer, input);
    return output && { layer, output };
  }
  if (wish.wish === 'sequential') {
    const { layers, output } = grant(wish.layers, input, limits);
    return { layer: sequential({ layers }), output };
  }
  const granted = wish.branches.map((branch) => grant(branch, input, { ...limits, keepImage: true }));
  const [first] = granted;
  if (first === undefined) return undefined;
  const branches = granted.map((branch, i) => (i === 0 ? branch : adapt(branch, first.output, wish.merge, i)));
  const { output } = mergeShapes(wish.merge, branches.map((branch) => branch.output));
  return output && { layer: parallel({ branches: branches.map(({ layers }) => layers), merge: wish.merge }), output };
}

/** Brings a branch to a shape that merges with the target's. */
function adapt({ layers, output }: Granted, target: Shape, merge: Merge, index: number): Granted {
  if (!isImage(output) || !isImage(target)) {
    if (merge === 'concat' || sameShape(output, target)) return { layers, output };
    return { layers: [...layers, linear({ outFeatures: target[0] })], output: target };
  }
  const added: Layer[] = [];
  // Every other branch of a product is a gate, stretched over height and width.
  const gate = merge === 'multiply' && index % 2 === 1;
  const [height, width] = gate ? [1, 1] : [target[1], target[2]];
  if (output[1] !== height || output[2] !== width) added.push(gate ? globalAvgPool2d() : adaptiveAvgPool2d({ outputSize: [height, width] }));
  const channels = merge === 'concat' ? output[0] : target[0];
  if (output[0] !== channels) added.push(conv2d({ outChannels: channels, kernelSize: 1 }));
  return { layers: [...layers, ...added], output: [channels, height, width] };
}
