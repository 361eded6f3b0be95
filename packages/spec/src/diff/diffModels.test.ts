import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from '../fields/complete.js';
import { batchNorm } from '../layers/batchNorm.js';
import { conv2d } from '../layers/conv2d.js';
import { flatten } from '../layers/flatten.js';
import type { Layer } from '../layers/layer.js';
import { linear } from '../layers/linear.js';
import { maxPool2d } from '../layers/maxPool2d.js';
import { parallel } from '../layers/parallel.js';
import { fieldsOf } from '../layers/registry.js';
import { relu } from '../layers/relu.js';
import { sequential } from '../layers/sequential.js';
import { sigmoid } from '../layers/sigmoid.js';
import { tanh } from '../layers/tanh.js';
import { defineModel, type ModelSpec } from '../model.js';
import { stateTensors } from '../structure/stateTensors.js';
import { modelSpec } from '../testing/index.js';
import { zoo } from '../zoo/index.js';
import { describeDiff } from './describeDiff.js';
import { diffModels, type ModelDiff } from './diffModels.js';

const model = (...layers: readonly Layer[]): ModelSpec => defineModel({ name: 'm', input: [1, 28, 28], layers });
const briefly = ({ layers }: ModelDiff) => layers.map(({ change, kind, path }) => `${change} ${path} ${kind}`);

describe('what changed', () => {
  it('a padding, and all that follows from it', () => {
    const diff = diffModels(zoo.alexnet, zoo['alexnet-p2']);
    expect(diff.layers).toEqual([
      {
        change: 'changed',
        kind: 'conv2d',
        path: 'features.0',
        pointer: ['layers', 0, 'layers', 0],
        before: { kind: 'conv2d', path: 'features.0', pointer: ['layers', 0, 'layers', 0] },
        fields: [{ field: 'padding', before: 0, after: 2 }],
      },
    ]);
    expect(diff.weights).toMatchObject({ missing: [], unused: [], renamed: [], reshaped: [{ name: 'classifier.1.weight', before: [4096, 6400], after: [4096, 9216] }] });
    expect(diff).toMatchObject({ compatible: false, same: false, moved: [], parameters: { before: 46_764_746, after: 58_299_082 } });
    expect(describeDiff(diff)).toEqual([
      'alexnet → alexnet-p2',
      '~ features.0 conv2d: padding 0 → 2',
      '',
      '1 changed',
      'shapes',
      '  features.0 … features.1  96×54×54 → 96×55×55',
      '  features.2  96×26×26 → 96×27×27',
      '  features.3 … features.4  256×26×26 → 256×27×27',
      '  features.5  256×12×12 → 256×13×13',
      '  features.6 … features.9  384×12×12 → 384×13×13',
      '  features.10 … features.11  256×12×12 → 256×13×13',
      '  features.12  256×5×5 → 256×6×6',
      '  classifier.0  6400 → 9216',
      'parameters 46,764,746 → 58,299,082 (+11,534,336)',
      expect.stringMatching(/^multiply-adds [\d,]+ → [\d,]+ \(\+[\d,]+\)$/),
      expect.stringMatching(/^weights do not load as they are: 15 tensors with 35.2 % of the numbers do$/),
      '  of another shape: 1',
      '    classifier.1.weight [4096, 6400] → [4096, 9216]',
    ]);
  });

  it('batch norm between: additions, and names that moved', () => {
    const diff = diffModels(zoo.lenet, zoo['lenet-bn']);
    expect(briefly(diff)).toEqual(['added 1 batchNorm', 'added 5 batchNorm', 'added 10 batchNorm', 'added 13 batchNorm']);
    expect(diff.moved.slice(0, 2)).toEqual([{ kind: 'sigmoid', before: '1', after: '2' }, { kind: 'maxPool2d', before: '2', after: '3' }]);
    expect(diff.weights.renamed.slice(0, 2)).toEqual([{ before: '3.weight', after: '4.weight' }, { before: '3.bias', after: '4.bias' }]);
    expect(diff.weights.loaded).toEqual(['0.weight', '0.bias']);
    expect(describeDiff(diff).slice(-6)).toEqual([
      '    11.bias → 15.bias',
      '  new: 16',
      '    1: weight, bias, running_mean, running_var',
      '    5: weight, bias, running_mean, running_var',
      '    10: weight, bias, running_mean, running_var',
      '    13: weight, bias, running_mean, running_var',
    ]);
  });

  it('an activation in place of another', () => {
    const diff = diffModels(zoo.lenet, zoo['lenet-relu']);
    expect(briefly(diff)).toEqual(['replaced 1 relu', 'replaced 4 relu', 'replaced 8 relu', 'replaced 10 relu']);
    expect(diff).toMatchObject({ compatible: true, same: false });
    expect(describeDiff(diff)).toContain('~ 1 sigmoid → relu');
  });

  it('a run of layers put on a branch of its own keeps its layers', () => {
    const body = [conv2d({ outChannels: 1, kernelSize: 3, padding: 1 }), batchNorm(), tanh()];
    const diff = diffModels(model(...body, sigmoid()), model(parallel({ branches: [body, []], merge: 'add' }), sigmoid()));
    expect(diff.layers).toEqual([
      { change: 'added', kind: 'parallel', path: '0', pointer: ['layers', 0], layer: { kind: 'parallel', branches: [], merge: 'add' }, count: 0, around: 3 },
      { change: 'added', kind: 'branch', path: '0.0', pointer: ['layers', 0, 'branches', 0], layer: [], count: 0, around: 3 },
      { change: 'added', kind: 'branch', path: '0.1', pointer: ['layers', 0, 'branches', 1], layer: [], count: 0 },
    ]);
    expect(diff.weights.renamed[0]).toEqual({ before: '0.weight', after: '0.0.0.weight' });
  });

  it('a group with a name: names alone', () => {
    const layers = [conv2d({ outChannels: 2, kernelSize: 3 }), relu()];
    const diff = diffModels(model(...layers), model(sequential({ name: 'features', layers })));
    expect(diff.layers).toMatchObject([{ change: 'added', path: 'features', kind: 'sequential', around: 2 }]);
    expect(diff).toMatchObject({ reshaped: [], compatible: false });
    expect(describeDiff(diff).slice(0, 2)).toEqual(['m → m', '+ features sequential, put around 2']);
  });

  it('ResNet-101 and ResNet-152: whole blocks', () => {
    const diff = diffModels(zoo.resnet101, zoo.resnet152);
    expect(briefly(diff)).toEqual([
      ...[4, 5, 6, 7].map((i) => `added stage2.${i} sequential`),
      ...Array.from({ length: 13 }, (_, i) => `added stage3.${23 + i} sequential`),
    ]);
    expect(diff.weights).toMatchObject({ unused: [], reshaped: [], renamed: [] });
    expect(diff.weights.loaded.length + diff.weights.missing.length).toBe(stateTensors(zoo.resnet152).length);
    expect(diff.moved).toEqual([]);
  });

  it('another input', () => {
    const grey = model(flatten(), linear({ outFeatures: 3 }));
    const diff = diffModels(grey, { ...grey, input: [3, 28, 28] });
    expect(diff).toMatchObject({ input: { before: [1, 28, 28], after: [3, 28, 28] }, layers: [], same: false, weights: { share: 3 / (3 * 3 * 784 + 3) } });
    expect(describeDiff(diff)[1]).toBe('~ input 1×28×28 → 3×28×28');
  });

  it('defaults written out, and pairs of equal numbers, are no change', () => {
    const short = model(conv2d({ outChannels: 2, kernelSize: 3 }), maxPool2d({ kernelSize: 2 }));
    const long = model(
      conv2d({ outChannels: 2, kernelSize: [3, 3], stride: 1, padding: 'valid', dilation: [1, 1], groups: 1, bias: true }),
      maxPool2d({ kernelSize: 2, stride: [2, 2], padding: [0, 0, 0, 0] }),
    );
    expect(diffModels(short, long)).toMatchObject({ layers: [], reshaped: [], moved: [], compatible: true, same: true });
    expect(describeDiff(diffModels(short, long))).toEqual(['m → m: the same architecture']);
  });

  it('a model that is wrong is named', () => {
    expect(() => diffModels(zoo.lenet, model(linear({ outFeatures: 3 })))).toThrow('m/0 linear: needs a flat input');
  });
});

/** A layer as a tree that any node can be taken out of or put into. */
interface Mutable {
  kind: string;
  fields: Record<string, unknown>;
  children: Mutable[];
}

function mutable(layer: Layer | readonly Layer[]): Mutable {
  if (!('kind' in layer)) return { kind: 'branch', fields: {}, children: layer.map((each) => mutable(each)) };
  const { kind, ...fields } = complete(fieldsOf(layer.kind), layer) as unknown as Record<string, unknown> & { kind: string };
  const { layers, branches, ...own } = fields;
  return { kind, fields: own, children: ((layers ?? branches ?? []) as readonly (Layer | readonly Layer[])[]).map((each) => mutable(each)) };
}

/** Goes by a pointer to the node's parent and its index there. */
function locate(root: Mutable, pointer: readonly (string | number)[]): readonly [Mutable, number] {
  const indices = pointer.filter((key) => typeof key === 'number');
  const parent = indices.slice(0, -1).reduce((node, index) => node.children[index] as Mutable, root);
  return [parent, indices.at(-1) ?? NaN];
}

/** Does to one model what a comparison says was done. */
function apply(before: ModelSpec, { layers, input }: ModelDiff): unknown {
  const root = mutable(before.layers);
  for (const change of layers) {
    if (change.change !== 'changed' && change.change !== 'replaced') continue;
    const [parent, index] = locate(root, change.before.pointer);
    const node = parent.children[index] as Mutable;
    node.kind = change.kind;
    for (const { field, after } of change.fields) {
      if (after === undefined) delete node.fields[field];
      else node.fields[field] = after;
    }
  }
  for (const change of layers.toReversed()) {
    if (change.change !== 'removed') continue;
    const [parent, index] = locate(root, change.pointer);
    parent.children.splice(index, 1, ...(change.leaving === undefined ? [] : (parent.children[index]?.children ?? [])));
  }
  for (const change of layers) {
    if (change.change !== 'added') continue;
    const [parent, index] = locate(root, change.pointer);
    const node = mutable(change.layer);
    node.children.push(...parent.children.splice(index, change.around ?? 0));
    parent.children.splice(index, 0, node);
  }
  return plain({ input: input?.after ?? before.input, root });
}

/** Pairs of equal numbers as one, so that `3` and `[3, 3]` compare as equal. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, part: unknown) => {
    if (['kernelSize', 'stride', 'dilation', 'outputSize'].includes(key) && typeof part === 'number') return [part, part];
    if (key !== 'padding' || part === 'same') return part;
    const sides = part === 'valid' ? [0] : [part as number | number[]].flat();
    return [0, 1, 2, 3].map((i) => sides[i % sides.length]);
  });
}

/** What fits anywhere. */
const leaf = fc.constantFrom<Layer>(relu(), batchNorm(), tanh({ name: 'extra' }));

/** Every list of layers of a model, its own and those of its containers. */
function lists(layers: readonly Layer[]): readonly (readonly Layer[])[] {
  return [layers, ...layers.flatMap((layer) => (layer.kind === 'sequential' ? lists(layer.layers) : layer.kind === 'parallel' ? layer.branches.flatMap((branch) => lists(branch)) : []))];
}

function replaceList(layers: readonly Layer[], target: readonly Layer[], by: readonly Layer[]): readonly Layer[] {
  if (layers === target) return by;
  return layers.map((layer): Layer => {
    if (layer.kind === 'sequential') return { ...layer, layers: replaceList(layer.layers, target, by) };
    return layer.kind === 'parallel' ? { ...layer, branches: layer.branches.map((branch) => replaceList(branch, target, by)) } : layer;
  });
}

describe('laws', () => {
  const two = modelSpec({ maxLayers: 5 }).chain((a) => fc.tuple(fc.constant(a), fc.oneof(modelSpec({ maxLayers: 5 }), modelSpec({ maxLayers: 5, input: a.input }))));

  it('a model does not differ from itself', () => {
    fc.assert(
      fc.property(modelSpec(), (a) => {
        expect(diffModels(a, a)).toMatchObject({ layers: [], reshaped: [], moved: [], compatible: true, same: true, weights: { share: 1 } });
      }),
    );
  });

  it('the changes, done to the first model, give the second', () => {
    fc.assert(
      fc.property(two, ([a, b]) => {
        expect(apply(a, diffModels(a, b))).toEqual(plain({ input: b.input, root: mutable(b.layers) }));
      }),
      { numRuns: 200 },
    );
  });

  // Of several ways that cost the same, the one found may not be the other way round.
  it('the other way round it costs the same: as many layers that come or go, a replaced one does both, and as many changes', () => {
    const size = (node: Mutable): number => node.children.reduce((sum, child) => sum + size(child), 1);
    const costOf = ({ layers }: ModelDiff) => {
      const nodes = layers.map((each) => ('layer' in each ? size(mutable(each.layer)) : each.change === 'replaced' ? 2 : 0));
      const changes = layers.map((each, i) => ('layer' in each ? (nodes[i] ?? 0) : 1));
      return [nodes, changes].map((costs) => costs.reduce((sum, cost) => sum + cost, 0));
    };
    fc.assert(
      fc.property(two, ([a, b]) => {
        expect(costOf(diffModels(b, a))).toEqual(costOf(diffModels(a, b)));
      }),
    );
  });

  it('a layer put anywhere is one addition', () => {
    fc.assert(
      fc.property(modelSpec(), leaf, fc.nat(), fc.nat(), (a, layer, where, at) => {
        const all = lists(a.layers);
        const list = all[where % all.length] ?? [];
        const index = at % (list.length + 1);
        const b = { ...a, layers: replaceList(a.layers, list, [...list.slice(0, index), layer, ...list.slice(index)]) };
        const { layers } = diffModels(a, b);
        expect(layers.map(({ change, kind }) => [change, kind])).toEqual([['added', layer.kind]]);
        expect(diffModels(b, a).layers.map(({ change, kind }) => [change, kind])).toEqual([['removed', layer.kind]]);
      }),
    );
  });
});

it('thousands of layers that have nothing in common are removed and added, in no time', () => {
  const many = (layer: Layer) => model(...Array.from({ length: 2500 }, () => layer), flatten());
  const diff = diffModels(many(relu()), many(tanh()));
  expect(diff.layers.map(({ change }) => change).filter((change) => change === 'added')).toHaveLength(2500);
  expect(apply(many(relu()), diff)).toEqual(plain({ input: [1, 28, 28], root: mutable(many(tanh()).layers) }));
});
