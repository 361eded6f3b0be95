import type { Layer, ModelSpec } from '@archetype/spec';
import type { Pointer } from '../sources/position.js';

/** Where the layer of a path stands in its model's JSON, or the nearest container of one that is not there. */
export function layerPointer({ layers }: ModelSpec, path: string): Pointer {
  const pointer: (string | number)[] = ['layers'];
  const components = path.split('.');
  let list: readonly Layer[] = layers;
  for (let component = components.shift(); component !== undefined; component = components.shift()) {
    const name = component;
    const index = list.findIndex((layer, i) => (layer.name ?? `${i}`) === name);
    const layer = list[index];
    if (layer === undefined) break;
    pointer.push(index);
    if (layer.kind === 'sequential') {
      pointer.push('layers');
      list = layer.layers;
    } else if (layer.kind === 'parallel' && components.length > 0) {
      const branch = Number(components.shift());
      pointer.push('branches', branch);
      list = layer.branches[branch] ?? [];
    }
  }
  return pointer;
}
