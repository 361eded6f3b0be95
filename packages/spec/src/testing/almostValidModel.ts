import * as fc from 'fast-check';
import { fieldsOf } from '../layers/registry.js';
import type { LeafLayer } from '../layers/layer.js';
import type { ModelSpec } from '../model.js';
import { outputOf } from '../shapes/outputOf.js';
import { isImage, type Shape } from '../shapes/shape.js';
import { mergeShapes } from '../layers/merge.js';
import { pointerOf } from '../structure/location.js';
import { walk } from '../structure/walk.js';
import { choices, type Choices } from './choices.js';
import { modelSpec, type ModelConstraints } from './modelSpec.js';

/** A model with one mistake, and what a checker should say. */
export interface AlmostValidModel {
  readonly value: unknown;
  /** Of the finding that the mistake must cause; others may follow from it. */
  readonly code: string;
  /** The path at which it must be found. */
  readonly path: string;
}

/** A leaf of the valid model. */
interface Site {
  readonly layer: LeafLayer;
  readonly path: string;
  readonly pointer: readonly (string | number)[];
  readonly input: Shape;
}

/** Makes one mistake in a copy of the model, or finds no place for it. */
type Mistake = (model: ModelSpec, site: Site, choose: Choices) => AlmostValidModel | undefined;

const wrongValues = [null, -1, 1.5, 'three', true, [], {}, Number.NaN, 2 ** 53, [1, 2, 3], -0.5, Number.POSITIVE_INFINITY] as const;

const inTheModel: readonly Mistake[] = [
  (model) => ({ value: { ...model, format: 'archetype/2' }, code: 'invalid-field', path: '' }),
  (model) => ({ value: { ...model, name: undefined }, code: 'missing-field', path: '' }),
  (model) => ({ value: { ...model, name: '' }, code: 'invalid-field', path: '' }),
  (model, _, choose) => ({ value: { ...model, input: choose.oneOf([[], [1, 2], [1, 0, 3], [1.5], '28', null, [1, 2, 3, 4]]) }, code: 'invalid-field', path: '' }),
  (model, _, choose) => ({ value: { ...model, layers: choose.oneOf([[], {}, null, 'conv2d']) }, code: 'invalid-field', path: '' }),
  (model) => ({ value: { ...model, version: 3 }, code: 'unknown-field', path: '' }),
  (_, __, choose) => ({ value: choose.oneOf([null, [], 'lenet', 3, true]), code: 'not-an-object', path: '' }),
];

const inALayer: readonly Mistake[] = [
  (model, site, choose) => replaced(model, site, choose.oneOf([null, 7, 'relu', [], false]), 'not-an-object'),
  (model, site, choose) => replaced(model, site, { ...site.layer, kind: choose.oneOf(['conv3d', '__proto__', 'constructor', 7, null, '']) }, 'unknown-kind'),
  (model, site) => replaced(model, site, { ...site.layer, kind: undefined }, 'missing-field'),
  (model, site) => replaced(model, site, { ...site.layer, trainable: true }, 'unknown-field'),
  (model, site, choose) => {
    const value = replaced(model, site, { ...site.layer, name: choose.oneOf(['a.b', '1st', '', 'ü', ' ', 7, null]) }, 'invalid-field');
    // A name that cannot be one counts for nothing: the path has the index.
    return { ...value, path: pathOf(site, undefined) };
  },
  (model, site, choose) => {
    const names = Object.entries(fieldsOf(site.layer.kind)).filter(([name, { required }]) => required && name !== 'name');
    const [first, ...others] = names;
    if (!first) return undefined;
    const [missing] = choose.oneOf([first, ...others]);
    return replaced(model, site, { ...site.layer, [missing]: undefined }, 'missing-field');
  },
  (model, site, choose) => {
    const [first, ...others] = Object.entries(fieldsOf(site.layer.kind)).filter(([name]) => name !== 'name');
    if (!first) return undefined;
    const [name, { type }] = choose.oneOf([first, ...others]);
    const value = choose.oneOf(wrongValues);
    return type.accepts(value) ? undefined : replaced(model, site, { ...site.layer, [name]: value }, 'invalid-field');
  },
  (model, site) => {
    const twice = { ...site, layer: { ...site.layer, name: 'twice' } };
    const value = replaced(model, twice, twice.layer, '').value;
    return { ...inserted(value, twice, [{ kind: 'relu', name: 'twice' }], 'duplicate-path'), path: pathOf(site, 'twice') };
  },
];

const beforeAnImageLayer: readonly Mistake[] = [
  (model, site, choose) => inserted(model, site, [{ kind: 'conv2d', outChannels: 1, kernelSize: choose.oneOf<unknown>([200, [200, 1], [1, 200]]) }], 'kernel-exceeds-input'),
  (model, site) => inserted(model, site, [{ kind: 'maxPool2d', kernelSize: 200, padding: 'valid' }], 'kernel-exceeds-input'),
  (model, site, choose) => inserted(model, site, [{ kind: 'avgPool2d', kernelSize: 3, padding: choose.oneOf<unknown>([2, [1, 2], [0, 0, 2, 0]]) }], 'padding-exceeds-half-kernel'),
  (model, site) => inserted(model, site, [{ kind: 'conv2d', outChannels: 211, kernelSize: 1, groups: 211 }], 'groups-do-not-divide'),
  (model, site) => inserted(model, site, [{ kind: 'conv2d', outChannels: 7, kernelSize: 1, groups: 2 }], 'groups-do-not-divide'),
  (model, site) => inserted(model, site, [{ kind: 'linear', outFeatures: 3 }], 'needs-flat-input'),
  (model, site, choose) => {
    const wider = [{ kind: 'conv2d', outChannels: site.input[0] + 1, kernelSize: 1 }];
    return inserted(model, site, [{ kind: 'parallel', branches: [[], wider], merge: choose.oneOf(['add', 'multiply']) }], 'merge-shapes-differ');
  },
  (model, site) => inserted(model, site, [{ kind: 'parallel', branches: [[], [{ kind: 'flatten' }]], merge: 'concat' }], 'merge-shapes-differ'),
  (model, site) => inserted(model, site, [{ kind: 'parallel', branches: [], merge: 'concat' }], 'invalid-field'),
  (model, site) => inserted(model, site, [{ kind: 'conv2d', outChannels: 3, kernelSize: 1, padding: 2 ** 30 }], 'too-large'),
];

const beforeAFlatLayer: readonly Mistake[] = [
  (model, site, choose) =>
    inserted(
      model,
      site,
      [choose.oneOf<object>([{ kind: 'globalAvgPool2d' }, { kind: 'conv2d', outChannels: 1, kernelSize: 1 }, { kind: 'localResponseNorm', size: 3 }])],
      'needs-image-input',
    ),
  (model, site) =>
    inserted(model, site, [{ kind: 'linear', outFeatures: 2 ** 31 - 1, name: 'huge' }, { kind: 'linear', outFeatures: 2 ** 31 - 1 }], 'too-large', 1),
];

/** A valid model with one mistake of a known kind at a known place. */
export function almostValidModel(constraints: ModelConstraints = {}): fc.Arbitrary<AlmostValidModel> {
  const numbers = fc.array(fc.nat(9999), { minLength: 8, maxLength: 8 });
  return fc.tuple(modelSpec(constraints), numbers).map(([model, given]) => {
    const choose = choices(given);
    const [first, ...others] = sitesOf(model);
    const plain = (): AlmostValidModel => ({ value: { ...model, layers: [] }, code: 'invalid-field', path: '' });
    if (!first) return plain();
    const site = choose.oneOf([first, ...others]);
    const here = isImage(site.input) ? beforeAnImageLayer : beforeAFlatLayer;
    const [mistake, ...mistakes] = [...inTheModel, ...inALayer, ...here];
    return (mistake && choose.oneOf([mistake, ...mistakes])(model, site, choose)) ?? plain();
  });
}

function sitesOf(model: ModelSpec): readonly Site[] {
  const sites: Site[] = [];
  walk<Shape>(model.layers, model.input, {
    leaf(layer, location, input) {
      sites.push({ layer, path: location.path, pointer: pointerOf(location), input });
      return outputOf(layer, input).output ?? input;
    },
    merge: ({ merge }, _, branches) => mergeShapes(merge, branches).output ?? [1],
  });
  return sites;
}

/** The path of a layer at the site, by its name or its index. */
function pathOf({ path, pointer }: Site, name: string | undefined): string {
  return [...path.split('.').slice(0, -1), name ?? `${pointer.at(-1)}`].join('.');
}

function replaced(model: ModelSpec, site: Site, layer: unknown, code: string): AlmostValidModel {
  const hasName = typeof layer === 'object' && layer !== null && !Array.isArray(layer);
  return { value: edited(model, site, (list, index) => list.with(index, layer)), code, path: hasName ? site.path : pathOf(site, undefined) };
}

/** Puts layers before the site; the mistake is in the one at `at`. */
function inserted(model: unknown, site: Site, layers: readonly object[], code: string, at = 0): AlmostValidModel {
  const value = edited(model, site, (list, index) => list.toSpliced(index, 0, ...layers));
  const index = Number(site.pointer.at(-1)) + at;
  return { value, code, path: pathOf({ ...site, pointer: [index] }, undefined) };
}

/** A copy of the model in which the list that holds the site is another. */
function edited(model: unknown, { pointer }: Site, edit: (list: readonly unknown[], index: number) => readonly unknown[]): unknown {
  const go = (value: unknown, depth: number): unknown => {
    if (depth === pointer.length - 1) return edit(value as readonly unknown[], Number(pointer[depth]));
    const key = pointer[depth] ?? '';
    if (Array.isArray(value)) return value.with(Number(key), go(value[Number(key)], depth + 1));
    return { ...(value as object), [key]: go((value as Readonly<Record<string, unknown>>)[key], depth + 1) };
  };
  return go(model, 0);
}
