import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../check/model.js';
import type { Layer } from '../layers/layer.js';
import { layerKinds } from '../layers/registry.js';
import { lower } from '../lowering/lower.js';
import { elementsOf } from '../shapes/shape.js';
import { inferShapes } from '../shapes/inferShapes.js';
import { zoo } from '../zoo/index.js';
import { almostValidModel, graphFaults, imageShape, modelSpec } from './index.js';

function kindsOf(layers: readonly Layer[]): readonly string[] {
  return layers.flatMap((layer) => [
    layer.kind,
    ...(layer.kind === 'sequential' ? kindsOf(layer.layers) : []),
    ...(layer.kind === 'parallel' ? layer.branches.flatMap((branch) => [layer.merge, ...kindsOf(branch)]) : []),
  ]);
}

describe('models', () => {
  const models = fc.sample(modelSpec(), { numRuns: 1000, seed: 11 });

  it('have every kind, both containers and all merges', () => {
    const kinds = new Set(models.flatMap(({ layers }) => kindsOf(layers)));
    expect([...layerKinds, 'add', 'multiply', 'concat'].filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it('have images and flat inputs, square and not, of odd and even sides', () => {
    const inputs = models.map(({ input }) => input);
    expect(inputs.some((input) => input.length === 1)).toBe(true);
    expect(inputs.some(([, height, width]) => height !== width)).toBe(true);
    expect(inputs.some(([, height, width]) => height !== undefined && height > 1 && height === width)).toBe(true);
    expect(new Set(inputs.flatMap(([, height]) => (height === undefined ? [] : [height % 2])))).toEqual(new Set([0, 1]));
  });

  it('keep to their bounds', () => {
    fc.assert(
      fc.property(modelSpec({ maxSide: 9, maxElements: 500, maxLayers: 3, classes: 4 }), (model) => {
        const shapes = inferShapes(model);
        expect(shapes.at(-1)?.outputShape).toEqual([4]);
        expect(Math.max(...model.input.slice(1), 1)).toBeLessThanOrEqual(9);
        // The layers that make branches fit and the classifier's end come on top.
        expect(shapes.every(({ outputShape }) => elementsOf(outputShape) <= 2000)).toBe(true);
        expect(model.layers.length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('shrink to few and plain layers', () => {
    const { counterexample } = fc.check(
      fc.property(modelSpec(), (model) => !kindsOf(model.layers).includes('conv2d')),
      { seed: 3, numRuns: 500 },
    );
    const [model] = counterexample ?? [];
    expect(model?.layers).toHaveLength(1);
    const leaves = inferShapes(model ?? zoo.lenet);
    expect(leaves.map(({ kind }) => kind)).toEqual(['conv2d']);
    expect(JSON.stringify(model)).toContain('{"kind":"conv2d","outChannels":1,"kernelSize":1}');
  });
});

describe('models with a mistake', () => {
  it('have many kinds of mistakes', () => {
    const codes = new Set(fc.sample(almostValidModel(), { numRuns: 2000, seed: 5 }).map(({ code }) => code));
    expect([...codes].toSorted()).toEqual(
      [
        'duplicate-path', 'groups-do-not-divide', 'invalid-field', 'kernel-exceeds-input', 'merge-shapes-differ', 'missing-field', 'needs-flat-input',
        'needs-image-input', 'not-an-object', 'padding-exceeds-half-kernel', 'too-large', 'unknown-field', 'unknown-kind',
      ].toSorted(),
    );
  });

  it('are never valid', () => {
    fc.assert(fc.property(almostValidModel(), ({ value }) => checkModel(value).length > 0), { numRuns: 500 });
  });
});

describe('faults of graphs', () => {
  const graph = lower(zoo['lenet-bn'], { batchSize: 4, mode: 'training' });
  const [first, second, ...rest] = graph.operations;
  if (!first || !second) throw new Error('no operations');

  it.each([
    ['an operation left out', { ...graph, operations: [first, ...rest] }, /before it is written[^]*is never written/],
    ['operations that change places', { ...graph, operations: [second, first, ...rest] }, 'before it is written'],
    ['an operation twice', { ...graph, operations: [first, first, second, ...rest] }, 'writes 0:output again'],
    ['another shape', { ...graph, tensors: new Map([...graph.tensors, ['0:output', { shape: [4, 6, 24, 23], elementType: 'float32' as const }]]) }, 'by its attributes'],
    ['a tensor without a shape', { ...graph, tensors: new Map([...graph.tensors].filter(([name]) => name !== '0:output')) }, 'which has no shape'],
    ['an update that nothing writes', { ...graph, updates: new Map([['1.running_mean', 'nowhere']]) }, 'is to become nowhere'],
    ['an output that nothing writes', { ...graph, outputs: { logits: 'nowhere' } }, 'the output nowhere'],
  ])('%s', (_, wrong, expected) => {
    const faults = graphFaults(wrong);
    expect(faults.join('\n')).toMatch(expected);
  });
});

it('image shapes have up to the longest side', () => {
  fc.assert(fc.property(imageShape({ maxSide: 5 }), ([, height, width]) => height <= 5 && width <= 5));
});
