import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineRecipe, stateTensors, zoo, type ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { encodeSafetensors, type SafetensorsType, type TensorEntry } from '@archetype/training';
import { test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { examine } from '../examine.js';
import { checkWeights } from './findings.js';
import { weightsFit } from './fit.js';
import { zooSubject } from './zooSubject.js';

/** A header with the tensors of a model, changed. */
function headerOf(model: ModelSpec, change: (name: string, shape: readonly number[]) => readonly (readonly [string, readonly number[], SafetensorsType?])[] = (name, shape) => [[name, shape]]) {
  const entries = stateTensors(model).flatMap(({ name, shape }) => change(name, shape));
  return { tensors: new Map(entries.map(([name, shape, type = 'F32']): [string, TensorEntry] => [name, { type, shape, begin: 0, end: 0 }])) };
}

const lenet = { model: zoo.lenet, place: [] };

describe('how weights fit', () => {
  it('says which are missing, of another shape, of no type of weights, and which are of no layer', () => {
    const header = headerOf(zoo.lenet, (name, shape) => {
      if (name === '0.bias') return [];
      if (name === '3.weight') return [[name, [16, 6, 3, 3]]];
      if (name === '7.weight') return [[name, shape.toReversed()]];
      if (name === '9.bias') return [[name, shape, 'I64']];
      if (name === '11.bias') return [[name, shape], ['12.weight', [3]]];
      return [[name, shape, 'F16']];
    });
    expect(weightsFit(lenet, header)).toEqual({
      misfits: [
        { code: 'weight-missing', message: '0.bias 6 is missing', layer: '0' },
        { code: 'weight-shape', message: '3.weight is 16×6×3×3, the model\'s is 16×6×5×5', layer: '3' },
        { code: 'weight-shape', message: '7.weight is 256×120, the model\'s is 120×256', layer: '7', remedy: expect.stringMatching(/opposite order/) as unknown },
        { code: 'weight-type', message: '9.bias holds I64, which is no type of weights', layer: '9', remedy: expect.stringMatching(/F32/) as unknown },
        { code: 'weight-extra', message: '12.weight 3 is of no layer of lenet' },
      ],
      notes: [],
    });
  });

  it('tolerates the counters of PyTorch and the optimiser of a checkpoint, and says so', () => {
    const { tensors } = headerOf(zoo['lenet-bn'], (name, shape) => [[name, shape], ...(name.endsWith('running_var') ? [[name.replace('running_var', 'num_batches_tracked'), [], 'I64'] as const] : []), [`${name}:velocity`, shape]]);
    const { misfits, notes } = weightsFit({ model: zoo['lenet-bn'] }, { tensors });
    expect(misfits).toEqual([]);
    expect(notes).toEqual([
      '4 × num_batches_tracked left aside (1.num_batches_tracked, …): a counter of PyTorch from which nothing is computed',
      expect.stringMatching(/^26 × optimiser state left aside \(0\.weight:velocity, …\)/),
    ]);
  });

  it('sees a prefix that all names have', () => {
    const { misfits } = weightsFit(lenet, headerOf(zoo.lenet, (name, shape) => [[`module.net.${name}`, shape]]));
    expect(misfits.filter(({ code }) => code === 'weight-missing').map(({ remedy }) => remedy)[0]).toMatch(/^the file has module\.net\.0\.weight: /);
    expect(misfits).toHaveLength(2 * stateTensors(zoo.lenet).length);
  });

  it('is of the input that a recipe resizes to', () => {
    const recipe = defineRecipe({ name: 'r', model: 'lenet', dataset: { name: 'fashion-mnist', resize: 32 } });
    const training = { recipe, input: [1, 32, 32] as const };
    expect(weightsFit({ ...lenet, training }, headerOf(zoo.lenet)).misfits.map(({ message }) => message)).toEqual(['7.weight is 120×256, the model\'s is 120×400']);
  });

  test.prop([modelSpec(), modelSpec()])('nothing is wrong exactly where names and shapes are the same', (model, other) => {
    expect(weightsFit({ model }, headerOf(model))).toEqual({ misfits: [], notes: [] });
    const layout = (of: ModelSpec) => stateTensors(of).map(({ name, shape }) => `${name} ${shape.join('×')}`).toSorted().join();
    expect(weightsFit({ model }, headerOf(other)).misfits.length === 0).toBe(layout(model) === layout(other));
  });
});

describe('a file of weights', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archetype-weights-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const saved = (model: ModelSpec): Uint8Array =>
    Buffer.concat([...encodeSafetensors(new Map(stateTensors(model).map(({ name, shape }) => [name, { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) }])))]);

  it('is held against a model file, findings where the layers stand', async () => {
    const model = await examine(write('lenet.json', JSON.stringify(zoo.lenet, undefined, 1)));
    expect(await checkWeights(model, write('lenet.safetensors', saved(zoo.lenet)))).toEqual({ findings: [], notes: [] });
    const wider = { ...zoo.lenet, layers: zoo.lenet.layers.with(0, { kind: 'conv2d', outChannels: 8, kernelSize: 5 }) };
    const { findings } = await checkWeights(model, write('wider.safetensors', saved(wider)));
    expect(findings).toMatchObject([
      { code: 'weight-shape', path: '0', pointer: ['layers', 0], message: '0.weight is 8×1×5×5, the model\'s is 6×1×5×5', ...model.locate(['layers', 0]) },
      { code: 'weight-shape', path: '0', message: '0.bias is 8, the model\'s is 6' },
      { code: 'weight-shape', path: '3', pointer: ['layers', 3], ...model.locate(['layers', 3]) },
    ]);
  });

  it('is held against a model of the zoo, and against one that a recipe names', async () => {
    const weights = write('wrong.safetensors', saved({ ...zoo.lenet, layers: zoo.lenet.layers.slice(0, -1) }));
    const named = zooSubject('lenet', weights);
    expect(named).toMatchObject({ file: weights, kind: 'weights' });
    expect(zooSubject('lennet', weights)).toBeUndefined();
    if (named !== undefined) expect((await checkWeights(named, weights)).findings).toMatchObject([{ code: 'weight-missing', path: '11', line: 1, column: 1 }, { code: 'weight-missing' }]);
    const recipe = await examine(write('r.yaml', 'format: archetype-recipe/1\nname: r\nmodel: lenet\n'));
    expect((await checkWeights(recipe, weights)).findings).toMatchObject([{ line: 3, column: 8, pointer: ['model'] }, { line: 3 }]);
  });

  it.each<readonly [string, (path: string) => void, string]>([
    ['cut', (path) => truncateSync(path, 900), 'safetensors-offsets'],
    ['of JSON', (path) => writeFileSync(path, '{"format":"archetype/1"}'), 'safetensors-header-length'],
    ['empty', (path) => truncateSync(path, 0), 'safetensors-too-short'],
  ])('that is %s is a finding of that file', async (_, damage, code) => {
    const weights = write('damaged.safetensors', saved(zoo.lenet));
    damage(weights);
    const model = await examine(write('lenet.json', JSON.stringify(zoo.lenet)));
    expect(await checkWeights(model, weights)).toMatchObject({ findings: [], weights: { file: weights, ok: false, findings: [{ code, line: 1, column: 1 }] } });
  });

  it('that is not there is a wrong call', async () => {
    const model = await examine(write('lenet.json', JSON.stringify(zoo.lenet)));
    await expect(checkWeights(model, join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file-missing' });
  });

  it('is not read for a model that is wrong in itself', async () => {
    expect(await checkWeights(await examine(write('no.json', '{}')), join(folder, 'nowhere'))).toEqual({ findings: [], notes: [] });
  });
});
