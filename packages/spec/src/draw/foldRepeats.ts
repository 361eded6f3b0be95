import { complete } from '../fields/complete.js';
import { definitionOf } from '../layers/registry.js';
import type { Item, Part } from './outline.js';

/** The longest run of items that is looked for again after itself. */
const longestPeriod = 8;

/** Runs of items that follow themselves, each once with its count. The run that saves the most is taken first, the shorter of equals. */
export function foldRepeats(items: readonly Item[]): readonly Item[] {
  const keys = items.map((item) => keyOf(item));
  const folded: Item[] = [];
  for (let start = 0; start < items.length; ) {
    const { period, count } = bestRun(keys, start);
    const run = Array.from({ length: count }, (_, i) => items.slice(start + i * period, start + (i + 1) * period));
    if (count > 1) folded.push({ type: 'repeat', count, items: joinedLists(run) });
    else folded.push(...items.slice(start, start + 1));
    start += period * count;
  }
  return folded;
}

/** Lists of one look as one. */
export function joinedLists(lists: readonly (readonly Item[])[]): readonly Item[] {
  const [first = []] = lists;
  return first.map((_, i) => joined(lists.flatMap((list) => list.slice(i, i + 1))));
}

function bestRun(keys: readonly string[], start: number): { readonly period: number; readonly count: number } {
  let best = { period: 1, count: 1 };
  for (let period = 1; period <= longestPeriod && start + 2 * period <= keys.length; period += 1) {
    let count = 1;
    while (repeats(keys, start, period, count)) count += 1;
    if ((count - 1) * period > (best.count - 1) * best.period) best = { period, count };
  }
  return best;
}

function repeats(keys: readonly string[], start: number, period: number, count: number): boolean {
  const next = start + count * period;
  if (next + period > keys.length) return false;
  return Array.from({ length: period }, (_, i) => keys[start + i] === keys[next + i]).every(Boolean);
}

/** Equal for items that look the same. */
function keyOf(item: Item): string {
  return JSON.stringify(lookOf(item));
}

/** Names of leaves do not count. */
function lookOf(item: Item): readonly unknown[] {
  if (item.type === 'block') return item.parts.map((part) => partLook(part));
  if (item.type === 'split') return [item.merge, item.branches.map((branch) => branch.map((each) => lookOf(each)))];
  return [item.type, item.type === 'group' ? item.name : item.count, item.items.map((each) => lookOf(each))];
}

function partLook({ layer }: Part): readonly unknown[] {
  return [layer.kind, Object.entries(complete(definitionOf(layer).fields, { ...layer, name: 'same' })).toSorted(([a], [b]) => (a < b ? -1 : 1))];
}

/** Items of one look as one, with the steps of all. */
function joined(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined) throw new TypeError('nothing to join');
  if (items.length === 1) return first;
  const of = <Type extends Item['type']>(type: Type) => items.filter((item): item is Extract<Item, { type: Type }> => item.type === type);
  if (first.type === 'block') {
    const blocks = of('block');
    return { ...first, parts: first.parts.map((part, i) => ({ ...part, steps: blocks.flatMap(({ parts }) => parts[i]?.steps ?? []) })) };
  }
  if (first.type === 'split') {
    const splits = of('split');
    const branches = first.branches.map((_, b) => joinedLists(splits.map((split) => split.branches[b] ?? [])));
    return { ...first, branches, steps: splits.flatMap(({ steps }) => steps) };
  }
  const lists = items.map((item) => (item.type === 'group' || item.type === 'repeat' ? item.items : []));
  return { ...first, items: joinedLists(lists) };
}
