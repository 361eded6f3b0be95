import type { TensorName } from '@archetype/spec';
import { canonical, channelsLastFeatures, heightWidthBatchChannels, taps } from './layout.js';
import type { Plan, PlanKind, PlanOperation } from '../plan/operations.js';
import type { Layout } from './layout.js';

export type Layouts = ReadonlyMap<TensorName, Layout>;

/** What a group of tensors that are stored alike is asked to be: at most one wish holds, and `plain` beats every other. */
type Wish = { readonly kind: 'plain' } | { readonly kind: 'taps' } | { readonly kind: 'features'; readonly from: readonly [number, number, number] };

/**
 * The pass that gives each tensor its layout. Activations `[N, C, H, W]` are stored `[H, W, N, C]`, convolution weights by taps, and the
 * features behind a flatten in the order height, width, channel, together with the columns of the linear weight that reads them, so
 * that flattening moves no channels. Tensors that meet element by element, such as a weight, its gradient and its momenta,
 * share a layout. What does not fit is canonical, and operations convert where they meet it.
 */
export function assignLayouts(graph: Plan): Layouts {
  const groups = createGroups();
  for (const operation of graph.operations) constrain(operation, groups, graph);

  const layouts = new Map<TensorName, Layout>();
  for (const [name, { shape }] of graph.tensors) {
    const wish = groups.wishOf(name);
    layouts.set(name, layoutFor(shape, wish));
  }
  return layouts;
}

function layoutFor(shape: readonly number[], wish: Wish | undefined): Layout {
  if (shape.length === 4) return wish?.kind === 'taps' ? taps(shape) : heightWidthBatchChannels(shape);
  if (shape.length === 2 && wish?.kind === 'features') return channelsLastFeatures(shape[0]!, wish.from);
  return canonical(shape);
}

function constrain(operation: PlanOperation, groups: Groups, graph: Plan): void {
  const shapeOf = (name: TensorName): readonly number[] => graph.tensors.get(name)!.shape;
  switch (operation.kind) {
    case 'conv2d':
    case 'conv2dInputGradient':
      return groups.wish(operation.inputs[1], { kind: 'taps' });
    case 'conv2dWeightGradient':
      return groups.wish(operation.outputs[0], { kind: 'taps' });
    case 'flatten':
      return groups.wish(operation.outputs[0], { kind: 'features', from: channelsAndSides(shapeOf(operation.inputs[0])) });
    case 'unflatten':
      return groups.wish(operation.inputs[0], { kind: 'features', from: channelsAndSides(shapeOf(operation.outputs[0])) });
    // The features of x and the columns of the weight (or of its gradient) are in one order; the outputs' order is the weight's rows'.
    case 'linear':
      groups.join(operation.inputs[0], operation.inputs[1]);
      return groups.wish(operation.outputs[0], { kind: 'plain' });
    case 'linearInputGradient':
      groups.join(operation.outputs[0], operation.inputs[1]);
      return groups.wish(operation.inputs[0], { kind: 'plain' });
    case 'linearWeightGradient':
      groups.join(operation.inputs[1], operation.outputs[0]);
      return groups.wish(operation.inputs[0], { kind: 'plain' });
    // A sum over all elements, in any order.
    case 'globalNorm':
      return;
    default: {
      const names: readonly TensorName[] = [...operation.inputs, ...operation.outputs];
      if (!elementwiseKinds.has(operation.kind)) {
        for (const name of names) if (shapeOf(name).length === 2) groups.wish(name, { kind: 'plain' });
        return;
      }
      const shape = shapeOf(operation.outputs[0]);
      for (const name of names) if (sameShape(shapeOf(name), shape)) groups.join(operation.outputs[0], name);
    }
  }
}

/** Operations that treat each element alone, so that any layout does as long as all operands have it. */
const elementwiseKinds: ReadonlySet<PlanKind> = new Set<PlanKind>([
  'relu', 'sigmoid', 'tanh', 'gelu', 'silu', 'elu', 'hardSwish', 'softplus', 'leakyRelu', 'dropout', 'add',
  'reluGradient', 'sigmoidGradient', 'tanhGradient', 'geluGradient', 'siluGradient', 'eluGradient', 'hardSwishGradient', 'softplusGradient', 'leakyReluGradient',
  'clipByNorm', 'sgdUpdate', 'adamUpdate', 'rmspropUpdate', 'sgdStep', 'scale', 'zeros',
]);

const channelsAndSides = (shape: readonly number[]): readonly [number, number, number] => [shape[1]!, shape[2]!, shape[3]!];

const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((side, axis) => side === b[axis]);

interface Groups {
  join(a: TensorName, b: TensorName): void;
  wish(name: TensorName, wish: Wish): void;
  wishOf(name: TensorName): Wish | undefined;
}

/** Disjoint sets of tensor names, each with a wish. */
function createGroups(): Groups {
  const parents = new Map<TensorName, TensorName>();
  const wishes = new Map<TensorName, Wish>();
  const root = (name: TensorName): TensorName => {
    const parent = parents.get(name);
    if (parent === undefined) return name;
    const top = root(parent);
    parents.set(name, top);
    return top;
  };
  const wish = (name: TensorName, wanted: Wish): void => {
    const top = root(name);
    const present = wishes.get(top);
    wishes.set(top, present === undefined || sameWish(present, wanted) ? wanted : { kind: 'plain' });
  };
  return {
    wish,
    join(a, b) {
      const [from, to] = [root(a), root(b)];
      if (from === to) return;
      const moved = wishes.get(from);
      parents.set(from, to);
      wishes.delete(from);
      if (moved) wish(to, moved);
    },
    wishOf: (name) => wishes.get(root(name)),
  };
}

function sameWish(a: Wish, b: Wish): boolean {
  return a.kind === b.kind && (a.kind !== 'features' || (b.kind === 'features' && a.from.every((side, i) => side === b.from[i])));
}
