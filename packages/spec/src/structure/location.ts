import { layerName } from '../fields/layerName.js';

/** Where a layer, or a list of layers, stands: its path, and its way in the JSON, a link a key. */
export interface Location {
  readonly path: string;
  readonly key: string | number;
  readonly within: Location | undefined;
}

/** The model's own layers. */
export const topLevel: Location = { path: '', key: 'layers', within: undefined };

/** The layer at `index` of a list: its path component is its name, or the index where it has none that may be one. */
export function layerAt(list: Location, index: number, name: unknown): Location {
  return { path: joinPath(list.path, layerName.accepts(name) ? name : `${index}`), key: index, within: list };
}

/** The layers within a `sequential`. */
export function layersOf(sequential: Location): Location {
  return { path: sequential.path, key: 'layers', within: sequential };
}

/** A branch of a `parallel`: its index is a component of the path. */
export function branchOf(parallel: Location, index: number): Location {
  const branches = { path: parallel.path, key: 'branches', within: parallel };
  return { path: joinPath(parallel.path, `${index}`), key: index, within: branches };
}

export function pointerOf(location: Location): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Location | undefined = location; at; at = at.within) keys.push(at.key);
  return keys.toReversed();
}

function joinPath(container: string, component: string): string {
  return container === '' ? component : `${container}.${component}`;
}
