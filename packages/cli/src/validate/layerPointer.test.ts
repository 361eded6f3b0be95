import { inferShapes, zoo, type ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { layerPointer } from './layerPointer.js';
import type { Pointer } from '../sources/position.js';

const at = (model: ModelSpec, pointer: Pointer): unknown =>
  pointer.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], model);

test.prop([fc.oneof(modelSpec(), fc.constantFrom(...Object.values(zoo)))])('points at the layer of every path', (model) => {
  for (const { path, kind } of inferShapes(model)) {
    const layer = at(model, layerPointer(model, path)) as { readonly kind: string; readonly name?: string };
    expect(layer.kind).toBe(kind);
    const last = path.split('.').at(-1);
    expect(layer.name ?? String(layerPointer(model, path).at(-1))).toBe(last);
  }
});

it('ends at what there is', () => {
  expect(layerPointer(zoo.lenet, '99')).toEqual(['layers']);
  expect(layerPointer(zoo.lenet, '0.weight')).toEqual(['layers', 0]);
});
