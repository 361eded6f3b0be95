import type { Layer, LeafLayer } from '../layers/layer.js';
import type { Parallel } from '../layers/parallel.js';

/** Where a layer stands: its path, and the way to it in the JSON. */
export interface Location {
  readonly path: string;
  readonly pointer: readonly (string | number)[];
}

/** What is carried from layer to layer, and how each changes it. */
export interface Visitor<Value> {
  readonly leaf: (layer: LeafLayer, location: Location, input: Value) => Value;
  /** Joins what the branches gave. */
  readonly merge: (layer: Parallel, location: Location, branches: readonly Value[]) => Value;
  /** Stands for a layer that cannot be entered; absent where every layer can. */
  readonly closed?: (layer: Layer) => { readonly value: Value } | undefined;
}

/** The layer's part of its path. */
export function pathComponent(layer: { readonly name?: string }, index: number): string {
  return layer.name ?? `${index}`;
}

export function joinPath(container: string, component: string): string {
  return container === '' ? component : `${container}.${component}`;
}

/** Carries a value through the layers in order. The depth has been checked: see `check/structure.ts`. */
export function walk<Value>(layers: readonly Layer[], container: Location, input: Value, visitor: Visitor<Value>): Value {
  return layers.reduce((value, layer, index) => {
    const closed = visitor.closed?.(layer);
    if (closed) return closed.value;
    const location = { path: joinPath(container.path, pathComponent(layer, index)), pointer: [...container.pointer, index] };
    return visit(layer, location, value, visitor);
  }, input);
}

function visit<Value>(layer: Layer, location: Location, input: Value, visitor: Visitor<Value>): Value {
  const { path, pointer } = location;
  if (layer.kind === 'sequential') return walk(layer.layers, { path, pointer: [...pointer, 'layers'] }, input, visitor);
  if (layer.kind !== 'parallel') return visitor.leaf(layer, location, input);
  const branches = layer.branches.map((branch, index) =>
    walk(branch, { path: joinPath(path, `${index}`), pointer: [...pointer, 'branches', index] }, input, visitor),
  );
  return visitor.merge(layer, location, branches);
}
