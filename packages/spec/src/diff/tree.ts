import type { Pointer } from '../check/finding.js';
import { complete } from '../fields/complete.js';
import { explicitPadding, padding, type PaddingField } from '../fields/padding.js';
import { size2d, toPair, type Size2d } from '../fields/size2d.js';
import type { Layer, LayerKind } from '../layers/layer.js';
import { fieldsOf } from '../layers/registry.js';
import type { ModelSpec } from '../model.js';
import { branchOf, layerAt, layersOf, pointerOf, topLevel, type Location } from '../structure/location.js';

/** A layer, a branch of a `parallel`, or the model itself, as a node of an ordered tree. */
export interface Node {
  readonly kind: LayerKind | 'branch' | 'model';
  readonly path: string;
  readonly pointer: Pointer;
  /** With every default; a container's without what it holds. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The same fields in one form: pairs and four paddings written out. */
  readonly plainFields: Readonly<Record<string, string>>;
  readonly layer: Layer | readonly Layer[];
  readonly children: readonly Node[];
  /** Equal for nodes of equal kind and fields. */
  readonly label: number;
  /** Equal for trees that are equal to the last field. */
  readonly identity: number;
  /** Of nodes, itself included. */
  readonly size: number;
}

/** Gives equal things the same number; to be shared by the models that are compared. */
export type Identities = Map<string, number>;

function identify(key: string, identities: Identities): number {
  const known = identities.get(key) ?? identities.size;
  identities.set(key, known);
  return known;
}

export function treeOf(model: ModelSpec, identities: Identities): Node {
  return node('model', topLevel, {}, model.layers, listNodes(model.layers, topLevel, identities), identities);
}

function listNodes(layers: readonly Layer[], list: Location, identities: Identities): readonly Node[] {
  return layers.map((layer, index) => layerNode(layer, layerAt(list, index, layer.name), identities));
}

function layerNode(layer: Layer, location: Location, identities: Identities): Node {
  const { kind: _kind, layers: _layers, branches: _branches, ...fields } = complete(fieldsOf(layer.kind), layer) as Layer & Record<string, unknown>;
  return node(layer.kind, location, fields, layer, childNodes(layer, location, identities), identities);
}

function childNodes(layer: Layer, location: Location, identities: Identities): readonly Node[] {
  if (layer.kind === 'sequential') return listNodes(layer.layers, layersOf(location), identities);
  if (layer.kind !== 'parallel') return [];
  return layer.branches.map((branch, index) => {
    const place = branchOf(location, index);
    return node('branch', place, {}, branch, listNodes(branch, place, identities), identities);
  });
}

function node(kind: Node['kind'], location: Location, fields: Node['fields'], layer: Node['layer'], children: readonly Node[], identities: Identities): Node {
  const plainFields = plain(kind, fields);
  let written: string = kind;
  for (const name in plainFields) written += ` ${name} ${plainFields[name]}`;
  const label = identify(written, identities);
  const identity = identify(`${label}: ${children.map((child) => child.identity).join(' ')}`, identities);
  const size = children.reduce((sum, child) => sum + child.size, 1);
  return { kind, path: location.path, pointer: pointerOf(location), fields, plainFields, layer, children, label, identity, size };
}

/** In the order of the kind's definition. */
function plain(kind: Node['kind'], fields: Node['fields']): Readonly<Record<string, string>> {
  const plainFields: Record<string, string> = {};
  if (kind === 'branch' || kind === 'model') return plainFields;
  const types = fieldsOf(kind);
  for (const name in types) {
    const value = fields[name];
    if (value !== undefined) plainFields[name] = plainText(types[name]?.type, value);
  }
  return plainFields;
}

function plainText(type: unknown, value: unknown): string {
  if (type === size2d) return toPair(value as Size2d).join();
  if (type === padding) return (explicitPadding(value as PaddingField) ?? ['same']).join();
  return String(value);
}
