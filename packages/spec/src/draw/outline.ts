import type { Layer, LeafLayer } from '../layers/layer.js';
import type { Merge } from '../layers/parallel.js';
import type { Sequential } from '../layers/sequential.js';
import type { ModelSpec } from '../model.js';
import type { Shape } from '../shapes/shape.js';
import { arrange, type Arrangement, type LeafStep, type MergeStep } from '../structure/arrange.js';
import { branchOf, layerAt, layersOf, topLevel, type Location } from '../structure/location.js';
import { foldRepeats, joinedLists } from './foldRepeats.js';

/** A leaf, with each of the steps that it stands for: more than one where repeats are folded. */
export interface Part {
  readonly layer: LeafLayer;
  readonly steps: readonly LeafStep[];
}

/** A layer that works and the small ones around it, such as a convolution with its batch norm and activation. */
export interface Block {
  readonly type: 'block';
  readonly parts: readonly Part[];
}

/** Branches side by side, and how they join. */
export interface Split {
  readonly type: 'split';
  readonly merge: Merge;
  readonly branches: readonly (readonly Item[])[];
  readonly steps: readonly MergeStep[];
}

/** A `sequential` that has a name; one without is taken apart. */
export interface Group {
  readonly type: 'group';
  readonly name: string;
  readonly items: readonly Item[];
}

/** Items that follow themselves `count` times. */
export interface Repeat {
  readonly type: 'repeat';
  readonly count: number;
  readonly items: readonly Item[];
}

export type Item = Block | Split | Group | Repeat;

/** A model as people look at it: layers in blocks, repeats folded. */
export interface Outline {
  readonly name: string;
  readonly input: Shape;
  readonly items: readonly Item[];
  readonly arrangement: Arrangement;
}

/** Throws a `SpecError` for a model that is wrong. */
export function outlineOf(model: ModelSpec, { input }: { readonly input?: Shape } = {}): Outline {
  const arrangement = arrange(model, input);
  const leaves = new Map(arrangement.steps.flatMap((step) => (step.kind === 'leaf' ? [[step.path, step]] : [])));
  const merges = new Map(arrangement.steps.flatMap((step) => (step.kind === 'merge' ? [[step.path, step]] : [])));
  const items = outlineList(model.layers, topLevel, { leaves, merges });
  return { name: model.name, input: arrangement.input.shape, items, arrangement };
}

interface Steps {
  readonly leaves: ReadonlyMap<string, LeafStep>;
  readonly merges: ReadonlyMap<string, MergeStep>;
}

function outlineList(layers: readonly Layer[], list: Location, steps: Steps): readonly Item[] {
  return foldRepeats(inBlocks(flatItems(layers, list, steps)));
}

/** A leaf that is not in a block yet. */
type Loose = Item | Part;

function flatItems(layers: readonly Layer[], list: Location, steps: Steps): readonly Loose[] {
  const keys = layers.map((layer, i) => (isUnnamed(layer) && (isUnnamed(layers[i - 1]) || isUnnamed(layers[i + 1])) ? writtenKey(layer) : undefined));
  const loose: Loose[] = [];
  for (let index = 0; index < layers.length; ) {
    const layer = layers[index];
    let end = index + 1;
    while (keys[index] !== undefined && keys[end] === keys[index]) end += 1;
    const once = layers.slice(index, end).filter(isUnnamed);
    const lists = once.map((each, i) => [each.layers, layersOf(layerAt(list, index + i, undefined))] as const);
    const [first] = lists;
    if (lists.length > 1) loose.push({ type: 'repeat', count: lists.length, items: joinedLists(lists.map(([held, place]) => outlineList(held, place, steps))) });
    else if (first) loose.push(...flatItems(first[0], first[1], steps));
    else loose.push(...looseItem(layer, index, list, steps));
    index = end;
  }
  return loose;
}

function isUnnamed(layer: Layer | undefined): layer is Sequential {
  return layer?.kind === 'sequential' && layer.name === undefined;
}

/** Equal for layers written alike, but for the names of those that hold none. */
function writtenKey(layer: Layer): string {
  return JSON.stringify(layer, function (this: Partial<Layer>, field: string, value: unknown) {
    return field === 'name' && this.kind !== 'sequential' ? undefined : value;
  });
}

function looseItem(layer: Layer | undefined, index: number, list: Location, steps: Steps): readonly Loose[] {
  if (layer === undefined) return [];
  const location = layerAt(list, index, layer.name);
  if (layer.kind === 'sequential') return [{ type: 'group', name: layer.name ?? '', items: outlineList(layer.layers, layersOf(location), steps) }];
  if (layer.kind === 'parallel') {
    const branches = layer.branches.map((branch, i) => outlineList(branch, branchOf(location, i), steps));
    const merge = steps.merges.get(location.path);
    return [{ type: 'split', merge: layer.merge, branches, steps: merge ? [merge] : [] }];
  }
  const step = steps.leaves.get(location.path);
  return [{ layer, steps: step ? [step] : [] }];
}

/** Small layers go with the one before them; at the start, and flatten anywhere, with the one after. */
function inBlocks(loose: readonly Loose[]): readonly Item[] {
  const items: Item[] = [];
  let parts: Part[] = [];
  const close = () => {
    if (parts.length > 0) items.push({ type: 'block', parts });
    parts = [];
  };
  for (const item of loose) {
    if ('type' in item) {
      close();
      items.push(item);
    } else {
      if (item.layer.kind === 'flatten' || (works(item) && parts.some(works))) close();
      parts.push(item);
    }
  }
  close();
  return items;
}

/** Whether a layer is the main one of its block. */
export function works({ layer: { kind } }: Part): boolean {
  return kind === 'conv2d' || kind === 'linear' || kind === 'maxPool2d' || kind === 'avgPool2d' || kind === 'globalAvgPool2d' || kind === 'adaptiveAvgPool2d';
}

/** What a block does, by its main layer: decides its colour. */
export function roleOf({ parts }: Block): 'conv' | 'dense' | 'pool' | 'small' {
  const kind = parts.find((part) => works(part))?.layer.kind;
  if (kind === 'conv2d') return 'conv';
  if (kind === 'linear') return 'dense';
  return kind === undefined ? 'small' : 'pool';
}
