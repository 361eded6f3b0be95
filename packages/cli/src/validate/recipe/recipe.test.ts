import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFashionMnist } from '@archetype/datasets';
import { lower, recipes, zoo } from '@archetype/spec';
import { modelSpec, mutated } from '@archetype/spec/testing';
import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from '../examine.js';
import { datasetFacts } from './datasetFacts.js';

const folder = mkdtempSync(join(tmpdir(), 'archetype-recipe-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: unknown): string => {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  return join(folder, name);
};
const recipe = (fields: object): object => ({ format: 'archetype-recipe/1', name: 'r', model: 'lenet', ...fields });
const model = (input: readonly number[], ...layers: readonly object[]): object => ({ format: 'archetype/1', name: 'm', input, layers });
const findingsOf = async (fields: object) => (await examine(write('recipe.json', recipe(fields)))).findings;
const flatten = { kind: 'flatten' };
const ten = { kind: 'linear', outFeatures: 10 };
const fashion = { name: 'fashion-mnist' };

describe('a recipe held against its model', () => {
  it.each(Object.entries(recipes))('%s of the zoo fits', async (_, fields) => {
    expect(await findingsOf(fields)).toEqual([]);
    expect(await findingsOf({ ...fields, model: zoo[fields.model as keyof typeof zoo] })).toEqual([]);
  });

  it.each<readonly [string, object, readonly object[]]>([
    ['images larger than the input', { model: model([1, 20, 28], flatten, ten) }, [{ code: 'images-exceed-input', pointer: ['model'] }]],
    ['images larger, and resized', { model: model([1, 20, 20], flatten, ten), dataset: { ...fashion, resize: 20 } }, []],
    ['a resize too small for a kernel', { dataset: { ...fashion, resize: 12 } }, [{ code: 'kernel-exceeds-input', path: '3', pointer: ['dataset', 'resize'] }]],
    ['a resize of a flat model', { model: model([784], ten), dataset: { ...fashion, resize: 28 } }, [{ code: 'images-do-not-fit', pointer: ['dataset', 'resize'] }]],
    ['a flat model', { model: model([784], ten) }, []],
    ['a flat model of other features', { model: model([785], ten) }, [{ code: 'images-do-not-fit', pointer: ['model'] }]],
    ['a model of three channels', { model: model([3, 32, 32], flatten, ten) }, []],
    ['means of three channels', { model: model([3, 32, 32], flatten, ten), dataset: { ...fashion, scale: { mean: [0, 0, 0], std: [1, 1, 1] } } }, [{ code: 'scale-channels-differ', pointer: ['dataset', 'scale'] }]],
    ['an output that is an image', { model: model([1, 28, 28], { kind: 'globalAvgPool2d' }) }, [{ code: 'needs-flat-output', pointer: ['model'] }]],
    ['too few classes', { model: model([1, 28, 28], flatten, { kind: 'linear', outFeatures: 9 }) }, [{ code: 'too-few-classes', received: '9', message: 'm has 9 outputs, fashion-mnist has 10 classes', pointer: ['model'] }]],
    ['more classes than there are', { model: model([1, 28, 28], flatten, { kind: 'linear', outFeatures: 11 }) }, []],
    ['a batch norm on single values', { batchSize: 1, model: model([1, 28, 28], flatten, { kind: 'batchNorm', name: 'norm' }, ten) }, [{ code: 'batch-norm-single-value', path: 'norm', kind: 'batchNorm', pointer: ['batchSize'] }]],
    ['a batch norm on images', { batchSize: 1, model: model([1, 28, 28], { kind: 'batchNorm' }, flatten, ten) }, []],
    ['a last batch of one', { batchSize: 9, model: model([1, 28, 28], flatten, { kind: 'batchNorm' }, ten) }, [{ code: 'batch-norm-single-value', details: ['10,000 images (sample) in batches of 9: the last has 1', expect.stringContaining('input [1, 784]')] }]],
    ['a last batch of one of all images', { batchSize: 59_999, model: model([1, 28, 28], flatten, { kind: 'batchNorm' }, ten) }, [{ code: 'batch-norm-single-value', details: [expect.stringContaining('60,000 images (full)'), expect.any(String)] }]],
    ['a last batch of one that is dropped', { batchSize: 9, lastBatch: 'drop', model: model([1, 28, 28], flatten, { kind: 'batchNorm' }, ten) }, []],
    ['several at once', {
      batchSize: 1,
      dataset: { ...fashion, scale: { mean: [0, 0], std: [1, 1] } },
      model: model([1, 20, 20], { kind: 'globalAvgPool2d' }, { kind: 'batchNorm' }, flatten, { kind: 'linear', outFeatures: 5 }),
    }, [{ code: 'scale-channels-differ' }, { code: 'images-exceed-input' }, { code: 'too-few-classes' }, { code: 'batch-norm-single-value' }]],
    ['a misfit beside a mistake elsewhere', { epochs: 0, model: model([1, 20, 28], flatten, ten) }, [{ code: 'invalid-field', pointer: ['epochs'] }, { code: 'images-exceed-input' }]],
    ['nothing that depends on a field that is wrong', { batchSize: 'all', model: model([1, 20, 28], flatten, ten) }, [{ code: 'invalid-field', pointer: ['batchSize'] }]],
    ['nothing against a model that is wrong', { model: model([1, 20, 28], { kind: 'linear' }) }, [{ code: 'missing-field', pointer: ['model', 'layers', 0] }]],
  ])('%s', async (_, fields, expected) => {
    expect(await findingsOf(fields)).toMatchObject(expected);
  });
});

describe('a recipe\'s model by name', () => {
  mkdirSync(join(folder, 'nets'));
  write('nets/small.yaml', 'format: archetype/1\nname: small\ninput: [1, 28, 28]\nlayers:\n  - { kind: flatten }\n  - { kind: linear, outFeatures: 4 }\n');
  write('nets/wrong.json', '{ "format": "archetype/1", "name": "w", "input": [1, 28, 28],\n  "layers": [{ "kind": "rellu" }, { "kind": "linear" }] }');
  write('nets/cut.json', '{ "format": ');
  write('nets/list.ts', 'throw new Error("no model today");');

  it.each<readonly [unknown, readonly object[]]>([
    ['lenett', [{ code: 'unknown-model', remedy: 'did you mean lenet?' }]],
    ['nets/none.json', [{ code: 'unknown-model', remedy: 'a path is relative to the recipe' }]],
    ['constructor', [{ code: 'unknown-model' }]],
    ['nets', [{ code: 'file-kind-unknown', pointer: ['model'] }]],
    ['nets/small.yaml', [{ code: 'too-few-classes', message: 'small has 4 outputs, fashion-mnist has 10 classes' }]],
    ['nets/cut.json', [{ code: 'model-invalid', details: [expect.stringMatching(/cut\.json:1:13 expected a value/)] }]],
    ['nets/list.ts', [{ code: 'module-failed', message: expect.stringContaining('no model today'), pointer: ['model'] }]],
    ['nets/wrong.json', [
      {
        code: 'model-invalid',
        message: 'the model "nets/wrong.json" has 2 findings',
        details: [expect.stringMatching(/wrong\.json:2:24 0: unknown kind "rellu"/), expect.stringMatching(/wrong\.json:2:35 1: outFeatures is missing/)],
        received: 'nets/wrong.json',
        pointer: ['model'],
      },
    ]],
  ])('%j', async (reference, expected) => {
    expect(await findingsOf({ model: reference })).toMatchObject(expected);
  });

  it('gives its model for further checks', async () => {
    const { subject } = await examine(write('r.json', recipe({ model: 'resnet18', batchSize: 3, dataset: { ...fashion, resize: 96 } })));
    expect(subject).toMatchObject({ model: zoo.resnet18, training: { input: [1, 96, 96], recipe: { batchSize: 3 } } });
    expect(subject).not.toHaveProperty('place');
    expect((await examine(write('r.json', recipe({ model: zoo.lenet })))).subject).toMatchObject({ place: ['model'] });
  });
});

it('what is known of the images is what they are', async () => {
  const { train, classNames } = await loadFashionMnist({ source: 'sample' });
  expect(datasetFacts['fashion-mnist']).toMatchObject({ shape: train.shape, classes: classNames.length, trainingImages: { sample: train.count } });
});

describe('laws', () => {
  const inPlace = fc.tuple(fc.constantFrom(...Object.values(recipes)), modelSpec()).chain(([fields, spec]) => mutated({ ...fields, model: spec }));
  const byName = fc.constantFrom(...Object.values(recipes)).chain((fields) => mutated(fields));

  test.prop([fc.oneof(inPlace, byName)], { numRuns: 300 })('whatever a recipe holds, it is judged and never throws', async (value) => {
    const { findings, subject } = await examine(write('any.json', value));
    // What passes can be trained: the first step's graph is made from it.
    if (findings.length === 0 && subject?.training !== undefined) {
      const { recipe: { dataset, batchSize }, input } = subject.training;
      const images = { shape: datasetFacts[dataset.name].shape, scale: dataset.scale, ...(dataset.resize !== undefined && { resize: dataset.resize }) };
      const loss = { kind: 'softmaxCrossEntropy', reduction: 'mean', labelSmoothing: 0 } as const;
      expect(() => lower(subject.model, { batchSize: Math.min(batchSize, 4096), mode: 'training', input, images, loss })).not.toThrow();
    }
    for (const { line, column, message } of findings) expect([line >= 1, column >= 1, message.length > 0]).toEqual([true, true, true]);
  });

  it.each([
    ['a resize beyond all measure', { dataset: { ...fashion, resize: 1_048_576 } }],
    ['a resize beyond all measure, averaged', { model: 'googlenet', dataset: { ...fashion, resize: [1_048_576, 1_048_576] } }],
    ['a batch beyond all measure', { batchSize: 2_147_483_647 }],
  ])('%s is judged without the memory that it would take', async (_, fields) => {
    expect(await findingsOf(fields)).toEqual([]);
  });
});
