import type { Pointer } from '../check/finding.js';
import type { Layer, LayerKind } from '../layers/layer.js';
import { changedFields, type Pairing } from './align.js';
import type { Node } from './tree.js';

/** A layer with all that it holds; of a branch, its layers. */
export interface AddedLayer {
  readonly change: 'added';
  readonly kind: LayerKind | 'branch';
  readonly path: string;
  /** In the JSON of the model after the change. */
  readonly pointer: Pointer;
  /** A container that is put around layers which were there has none of its own. */
  readonly layer: Layer | readonly Layer[];
  /** Leaf layers in it. */
  readonly count: number;
  /** How many layers or branches that were there it is put around; absent where none. */
  readonly around?: number;
}

/** A layer with all that it held; of a branch, its layers. */
export interface RemovedLayer {
  readonly change: 'removed';
  readonly kind: LayerKind | 'branch';
  readonly path: string;
  /** In the JSON of the model before the change. */
  readonly pointer: Pointer;
  readonly layer: Layer | readonly Layer[];
  /** Leaf layers in it. */
  readonly count: number;
  /** How many layers or branches that it held stay; absent where none. */
  readonly leaving?: number;
}

export interface FieldChange {
  readonly field: string;
  /** With the default where it was left out; absent where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The same layer with other fields; one of another kind in its place is "replaced", by all its fields. */
export interface ChangedLayer {
  readonly change: 'changed' | 'replaced';
  readonly kind: LayerKind;
  readonly path: string;
  /** In the JSON of the model after the change. */
  readonly pointer: Pointer;
  readonly before: { readonly kind: LayerKind; readonly path: string; readonly pointer: Pointer };
  readonly fields: readonly FieldChange[];
}

export type LayerChange = AddedLayer | RemovedLayer | ChangedLayer;

/** Every change, in the order of the models; what is removed stands before what came after it. */
export function layerChanges(a: Node, b: Node, pairing: Pairing): readonly LayerChange[] {
  const back = new Map([...pairing].map(([before, after]) => [after, before]));
  const removed = listed(a, pairing);
  const added = listed(b, back);
  const changes: LayerChange[] = [];
  let passed = 0;
  const passUntil = (end: number) => {
    for (; passed < end; passed += 1) {
      const entry = removed[passed];
      if (entry && !entry.paired) changes.push(removedLayer(entry.node, pairing));
    }
  };
  const order = new Map(removed.map(({ node }, index) => [node, index]));
  for (const { node } of added) {
    const before = back.get(node);
    if (before === undefined) {
      changes.push(addedLayer(node, back));
      continue;
    }
    passUntil(order.get(before) ?? passed);
    const change = changedLayer(before, node);
    if (change) changes.push(change);
  }
  passUntil(removed.length);
  return changes;
}

/** The nodes in order, less the root and what lies in a tree that is listed as a whole. */
function listed(root: Node, partners: Pairing): readonly { readonly node: Node; readonly paired: boolean }[] {
  const list = (node: Node): readonly { readonly node: Node; readonly paired: boolean }[] => {
    const paired = partners.has(node);
    const whole = !paired && isWhole(node, partners);
    return [{ node, paired }, ...(whole ? [] : node.children.flatMap(list))];
  };
  return root.children.flatMap(list);
}

/** Whether nothing that the node holds has a partner. */
function isWhole(node: Node, partners: Pairing): boolean {
  return node.children.every((child) => !partners.has(child) && isWhole(child, partners));
}

/** The nodes with partners that come next to the surface once the node is gone. */
function surfacing(node: Node, partners: Pairing): number {
  return node.children.reduce((sum, child) => sum + (partners.has(child) ? 1 : surfacing(child, partners)), 0);
}

function addedLayer(node: Node, partners: Pairing): AddedLayer {
  const around = surfacing(node, partners);
  const { kind, path, pointer } = node;
  const shell = { change: 'added', kind: kindOf(kind), path, pointer } as const;
  if (isWhole(node, partners)) return { ...shell, layer: node.layer, count: leaves(node) };
  return { ...shell, layer: emptied(node), count: 0, around };
}

function removedLayer(node: Node, partners: Pairing): RemovedLayer {
  const leaving = surfacing(node, partners);
  const { kind, path, pointer } = node;
  const shell = { change: 'removed', kind: kindOf(kind), path, pointer } as const;
  if (isWhole(node, partners)) return { ...shell, layer: node.layer, count: leaves(node) };
  return { ...shell, layer: emptied(node), count: 0, leaving };
}

function kindOf(kind: Node['kind']): LayerKind | 'branch' {
  if (kind === 'model') throw new TypeError('a model is neither removed nor added');
  return kind;
}

function emptied({ layer }: Node): Layer | readonly Layer[] {
  if (!('kind' in layer)) return [];
  if (layer.kind === 'sequential') return { ...layer, layers: [] };
  return layer.kind === 'parallel' ? { ...layer, branches: [] } : layer;
}

function leaves(node: Node): number {
  if (node.kind === 'sequential' || node.kind === 'parallel' || node.kind === 'branch') return node.children.reduce((sum, child) => sum + leaves(child), 0);
  return 1;
}

function changedLayer(before: Node, after: Node): ChangedLayer | undefined {
  if (before.label === after.label || after.kind === 'branch' || after.kind === 'model' || before.kind === 'branch' || before.kind === 'model') return undefined;
  const names = before.kind === after.kind ? changedFields(before, after) : [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])];
  return {
    change: before.kind === after.kind ? 'changed' : 'replaced',
    kind: after.kind,
    path: after.path,
    pointer: after.pointer,
    before: { kind: before.kind, path: before.path, pointer: before.pointer },
    fields: names.map((field) => ({
      field,
      ...(before.fields[field] !== undefined && { before: before.fields[field] }),
      ...(after.fields[field] !== undefined && { after: after.fields[field] }),
    })),
  };
}
