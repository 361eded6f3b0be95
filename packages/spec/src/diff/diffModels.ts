import type { LeafKind } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { elementsOf, sameShape, type Shape } from '../shapes/shape.js';
import { arrange, type Arrangement, type LeafStep } from '../structure/arrange.js';
import { multiplyAddsOf } from '../structure/cost.js';
import { arrangedState } from '../structure/stateTensors.js';
import { align } from './align.js';
import { layerChanges, type LayerChange } from './changes.js';
import { treeOf, type Identities } from './tree.js';
import { compareWeights, type WeightChanges } from './weights.js';

export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/** A leaf layer that stayed and whose input or output did not. */
export interface ReshapedLayer {
  readonly kind: LeafKind;
  readonly path: Change<string>;
  readonly inputShape: Change<Shape>;
  readonly outputShape: Change<Shape>;
}

/** What became of one model in another. */
export interface ModelDiff {
  readonly names: Change<string>;
  /** Where the input is another. */
  readonly input?: Change<Shape>;
  /** What was done: layers added, removed, changed, replaced. Empty for models of the same structure, whatever their defaults are written out. */
  readonly layers: readonly LayerChange[];
  /** What follows: shapes that are not as before, changed layers included. */
  readonly reshaped: readonly ReshapedLayer[];
  /** What follows: leaf layers that stand at another path, where their state has another name. */
  readonly moved: readonly (Change<string> & { readonly kind: LeafKind })[];
  readonly parameters: Change<number>;
  /** For one item. */
  readonly multiplyAdds: Change<number>;
  readonly weights: WeightChanges;
  /** Whether the weights of each load into the other as they are. */
  readonly compatible: boolean;
  /** Whether the models are the same but for their names. */
  readonly same: boolean;
}

/**
 * Compares two models by their structure: layers are aligned by kind, fields and what they hold, whatever their index. Of all alignments it is
 * the one that adds and removes the fewest layers, then changes the fewest. Throws a `SpecError` for a model that is wrong.
 */
export function diffModels(a: ModelSpec, b: ModelSpec): ModelDiff {
  const [before, after] = [arrange(a), arrange(b)];
  const identities: Identities = new Map();
  const [treeA, treeB] = [treeOf(a, identities), treeOf(b, identities)];
  const pairing = align(treeA, treeB);
  const layers = layerChanges(treeA, treeB, pairing);
  const paths = new Map([...pairing].map(([nodeA, nodeB]) => [nodeB.path, nodeA.path]));
  const stayed = stayedLeaves(before, after, paths);
  const [stateBefore, stateAfter] = [arrangedState(before), arrangedState(after)];
  const weights = compareWeights(stateBefore, stateAfter, (path) => paths.get(path));
  const sameInput = sameShape(a.input, b.input);
  return {
    names: { before: a.name, after: b.name },
    ...(!sameInput && { input: { before: a.input, after: b.input } }),
    layers,
    reshaped: stayed.flatMap(([x, y]) => reshapedLayer(x, y)),
    moved: stayed.filter(([x, y]) => x.path !== y.path).map(([x, y]) => ({ kind: y.layer.kind, before: x.path, after: y.path })),
    parameters: { before: parametersOf(stateBefore), after: parametersOf(stateAfter) },
    multiplyAdds: { before: allMultiplyAdds(before), after: allMultiplyAdds(after) },
    weights,
    compatible: weights.missing.length + weights.unused.length + weights.reshaped.length === 0,
    same: layers.length === 0 && sameInput,
  };
}

/** Leaves of both models that are paired, in order. */
function stayedLeaves(before: Arrangement, after: Arrangement, paths: ReadonlyMap<string, string>): readonly (readonly [LeafStep, LeafStep])[] {
  const leaves = ({ steps }: Arrangement) => steps.filter((step) => step.kind === 'leaf');
  const byPath = new Map(leaves(before).map((step) => [step.path, step]));
  return leaves(after).flatMap((step) => {
    const partner = byPath.get(paths.get(step.path) ?? '');
    return partner ? [[partner, step] as const] : [];
  });
}

function reshapedLayer(before: LeafStep, after: LeafStep): readonly ReshapedLayer[] {
  const inputShape = { before: before.input.shape, after: after.input.shape };
  const outputShape = { before: before.output.shape, after: after.output.shape };
  if (sameShape(inputShape.before, inputShape.after) && sameShape(outputShape.before, outputShape.after)) return [];
  return [{ kind: after.layer.kind, path: { before: before.path, after: after.path }, inputShape, outputShape }];
}

function parametersOf(state: ReturnType<typeof arrangedState>): number {
  return state.filter(({ trainable }) => trainable).reduce((sum, { shape }) => sum + elementsOf(shape), 0);
}

function allMultiplyAdds({ steps }: Arrangement): number {
  return steps.reduce((sum, step) => (step.kind === 'leaf' ? sum + multiplyAddsOf(step) : sum), 0);
}
