import type { StateTensor } from '../graph/graph.js';
import { elementsOf, sameShape } from '../shapes/shape.js';

/** What becomes of one model's state in the other, by name and shape, as a PyTorch `load_state_dict` would have it. */
export interface WeightChanges {
  /** Tensors that load as they are. */
  readonly loaded: readonly string[];
  /** Of the second model, without a tensor of that name in the first. */
  readonly missing: readonly string[];
  /** Of the first model, without a place in the second. */
  readonly unused: readonly string[];
  /** The name is in both, the shape is not the same. */
  readonly reshaped: readonly { readonly name: string; readonly before: readonly number[]; readonly after: readonly number[] }[];
  /** Tensors of one layer under two names that would load if they were renamed. */
  readonly renamed: readonly { readonly before: string; readonly after: string }[];
  /** The share of the second model's numbers that load, 0 … 1; 1 where it has none. */
  readonly share: number;
}

/** `pathBefore` says which layer of the first model became a layer of the second. */
export function compareWeights(before: readonly StateTensor[], after: readonly StateTensor[], pathBefore: (path: string) => string | undefined): WeightChanges {
  const had = new Map(before.map((tensor) => [tensor.name, tensor]));
  const has = new Set(after.map(({ name }) => name));
  const loaded = after.filter(({ name, shape }) => sameShape(had.get(name)?.shape ?? [], shape));
  const loads = new Set(loaded.map(({ name }) => name));
  const missing = after.filter(({ name }) => !had.has(name));
  const renamed = after.flatMap(({ name, path, shape }) => {
    const from = `${pathBefore(path) ?? ''}${name.slice(path.length)}`;
    return !loads.has(name) && from !== name && sameShape(had.get(from)?.shape ?? [], shape) ? [{ before: from, after: name }] : [];
  });
  return {
    loaded: loaded.map(({ name }) => name),
    missing: missing.map(({ name }) => name),
    unused: before.filter(({ name }) => !has.has(name)).map(({ name }) => name),
    reshaped: after.flatMap(({ name, shape }) => {
      const old = had.get(name);
      return old && !loads.has(name) ? [{ name, before: old.shape, after: shape }] : [];
    }),
    renamed,
    share: after.length === 0 ? 1 : count(loaded) / count(after),
  };
}

function count(tensors: readonly StateTensor[]): number {
  return tensors.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
}
