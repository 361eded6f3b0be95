import type { Layer, LeafLayer } from '../layers/layer.js';
import type { Parallel } from '../layers/parallel.js';
import { branchOf, layerAt, layersOf, topLevel, type Location } from './location.js';

/** What is carried from layer to layer, and how each changes it. */
export interface Visitor<Value> {
  readonly leaf: (layer: LeafLayer, location: Location, input: Value) => Value;
  /** Joins what the branches gave. */
  readonly merge: (layer: Parallel, location: Location, branches: readonly Value[]) => Value;
  /** What follows a layer that cannot be entered, where there are such. */
  readonly closed?: (layer: Layer) => { readonly value: Value } | undefined;
}

/** Carries a value through a model's layers, in order. `check/wellFormed.ts` has seen to it that they are not nested without end. */
export function walk<Value>(layers: readonly Layer[], input: Value, visitor: Visitor<Value>): Value {
  return walkList(layers, topLevel, input, visitor);
}

function walkList<Value>(layers: readonly Layer[], list: Location, input: Value, visitor: Visitor<Value>): Value {
  let value = input;
  for (const [index, layer] of layers.entries()) {
    const closed = visitor.closed?.(layer);
    value = closed ? closed.value : walkLayer(layer, layerAt(list, index, layer.name), value, visitor);
  }
  return value;
}

function walkLayer<Value>(layer: Layer, location: Location, input: Value, visitor: Visitor<Value>): Value {
  if (layer.kind === 'sequential') return walkList(layer.layers, layersOf(location), input, visitor);
  if (layer.kind !== 'parallel') return visitor.leaf(layer, location, input);
  const branches = layer.branches.map((branch, index) => walkList(branch, branchOf(location, index), input, visitor));
  return visitor.merge(layer, location, branches);
}
