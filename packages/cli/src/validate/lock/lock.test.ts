import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferShapes, stateTensors, zoo, type ModelSpec } from '@archetype/spec';
import { modelSpec } from '@archetype/spec/testing';
import { fc, test } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from '../examine.js';
import { lockEntry } from './entry.js';
import { lockedName, lockFindings, staleEntries } from './findings.js';
import { emptyLock, lockText, readLock } from './lockFile.js';
import { moved } from './moved.js';
import { namedEntry, updateLock } from './update.js';

const withLayer = (model: ModelSpec, index: number, change: object): ModelSpec => ({ ...model, layers: model.layers.with(index, { ...model.layers[index], ...change } as ModelSpec['layers'][number]) });

describe('what moved', () => {
  const locked = lockEntry(zoo.lenet);
  it.each<readonly [string, ModelSpec, object | undefined]>([
    ['nothing', zoo.lenet, undefined],
    ['nothing, though the model has another name', { ...zoo.lenet, name: 'mine' }, undefined],
    ['nothing, though a stride is written out', withLayer(zoo.lenet, 0, { stride: 1 }), undefined],
    ['channels', withLayer(zoo.lenet, 3, { outChannels: 15 }), {
      code: 'lock-shapes-moved',
      path: '3',
      message: 'conv2d is 15×8×8, 16×8×8 in the lock; the first of 4 shapes that moved',
      details: ['4 sigmoid is 15×8×8, 16×8×8 in the lock', '5 maxPool2d is 15×4×4, 16×4×4 in the lock', '6 flatten is 240, 256 in the lock', '42,355 parameters, 44,426 in the lock'],
    }],
    ['a kind', withLayer(zoo.lenet, 1, { kind: 'relu' }), { code: 'lock-shapes-moved', path: '1', message: 'relu is 6×24×24, sigmoid 6×24×24 in the lock', details: [] }],
    ['a name', withLayer(zoo.lenet, 11, { name: 'head' }), { code: 'lock-shapes-moved', path: 'head', message: 'linear 10 is not in the lock; the first of 2 shapes that moved', details: ['11 linear 10 of the lock is gone'] }],
    ['the last layer away', { ...zoo.lenet, layers: zoo.lenet.layers.slice(0, -1) }, { path: '', message: '11 linear 10 of the lock is gone', details: ['43,576 parameters, 44,426 in the lock'] }],
    ['a bias', withLayer(zoo.lenet, 0, { bias: false }), { code: 'lock-weights-moved', path: '', message: '44,420 parameters, 44,426 in the lock' }],
  ])('%s', (_, model, expected) => {
    if (expected === undefined) expect(moved(locked, lockEntry(model))).toBeUndefined();
    else expect(moved(locked, lockEntry(model))).toMatchObject(expected);
  });

  it('sees weights turned where every output and every total stays', () => {
    const kernel = (kernelSize: readonly [number, number], padding: readonly [number, number]): ModelSpec => ({ ...zoo.lenet, layers: [{ kind: 'conv2d', outChannels: 2, kernelSize, padding }] });
    expect(moved(lockEntry(kernel([1, 3], [0, 1])), lockEntry(kernel([3, 1], [1, 0])))).toMatchObject({ code: 'lock-weights-moved', message: expect.stringMatching(/other names or shapes/) as unknown });
  });

  it('names the input, and no more layers than one reads', () => {
    const change = moved(lockEntry(zoo.resnet18), lockEntry({ ...zoo.resnet18, input: [1, 64, 64] }));
    expect(change).toMatchObject({ code: 'lock-shapes-moved', path: '', message: expect.stringMatching(/^the input is 1×64×64, 1×\d+×\d+ in the lock; the first of \d+/) as unknown });
    expect(change?.details).toHaveLength(6);
    expect(change?.details.at(-1)).toMatch(/^and \d+ more$/);
  });

  test.prop([modelSpec(), modelSpec()])('two models have one hash only if their leaves and weights are the same', (a, b) => {
    const layout = (model: ModelSpec): unknown => [
      model.input,
      inferShapes(model).map(({ path, kind, outputShape }) => [path, kind, outputShape]),
      stateTensors(model).map(({ name, shape }) => [name, shape]),
    ];
    const same = JSON.stringify(layout(a)) === JSON.stringify(layout(b));
    expect(lockEntry(a).hash === lockEntry(b).hash).toBe(same);
    expect(moved(lockEntry(a), lockEntry(b)) === undefined).toBe(same);
    expect(moved(lockEntry(a), lockEntry(JSON.parse(JSON.stringify(a)) as ModelSpec))).toBeUndefined();
  });
});

describe('the file', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  const write = (name: string, value: unknown): string => {
    writeFileSync(at(name), typeof value === 'string' ? value : JSON.stringify(value));
    return at(name);
  };
  const entries = async (lock: string, ...files: readonly string[]) => (await Promise.all(files.map(async (file) => namedEntry(await examine(file), lock)))).filter((entry) => entry !== undefined);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'archetype-lock-'));
    mkdirSync(at('nets'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.prop([fc.dictionary(fc.string({ minLength: 1 }), modelSpec({ maxLayers: 3 }), { maxKeys: 4 })])('is read as it was written, sorted, whatever the order', async (models) => {
    const locked = Object.entries(models).map(([name, model]) => [name, lockEntry(model)] as const);
    const text = lockText(new Map(locked));
    expect(lockText(new Map(locked.toReversed()))).toBe(text);
    const { models: read } = await readLock(write('lock.json', text));
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(locked));
    expect(lockText(read)).toBe(text);
  });

  it('has a line a layer', () => {
    const lines = lockText(new Map([['nets/lenet.json', lockEntry(zoo.lenet)]])).split('\n');
    expect(lines).toContain('        { "path": "3", "kind": "conv2d", "output": [16, 8, 8] },');
    expect(lines).toContain('      "parameters": 44426,');
    expect(lockText(new Map())).toBe('{\n  "format": "archetype-lock/1",\n  "models": {}\n}\n');
  });

  it.each([
    ['{', 'expected a key'],
    ['{}', 'no lock file'],
    ['{"format":"archetype-lock/2","models":{}}', 'no lock file'],
    ['{"format":"archetype-lock/1","models":{"a":{}}}', 'no lock file'],
    ['{"format":"archetype-lock/1","models":{"a":{"input":[1],"parameters":1,"hash":"x","layers":[{"path":"0"}]}}}', 'no lock file'],
    ['{"format":"archetype-lock/1","models":{},"models":{}}', 'a second time'],
    ['<<<<<<< HEAD\n{}', 'expected a value'],
  ])('%j is refused, and how it is mended is said', async (text, problem) => {
    await expect(readLock(write('lock.json', text))).rejects.toMatchObject({ code: 'lock-invalid', explanation: { problem: expect.stringContaining(problem) as unknown, remedy: expect.stringContaining('--update-lock') as unknown } });
  });

  it('is written whole, changed where models changed, kept where they are wrong or were not asked for', async () => {
    const lock = at('archetype.lock.json');
    const [a, b, c] = [write('nets/a.json', zoo.lenet), write('nets/b.json', zoo['lenet-bn']), write('c.json', zoo.lenet)];
        expect(await updateLock(lock, await entries(lock, a, b, c))).toEqual({ added: 3, changed: 0, removed: 0 });
    const first = readFileSync(lock, 'utf8');
    expect([...(await readLock(lock)).models.keys()]).toEqual(['c.json', 'nets/a.json', 'nets/b.json']);

    const { mtimeNs } = statSync(lock, { bigint: true });
    expect(await updateLock(lock, await entries(lock, b))).toEqual({ added: 0, changed: 0, removed: 0 });
    expect(statSync(lock, { bigint: true }).mtimeNs).toBe(mtimeNs);

    write('nets/a.json', { ...zoo.lenet, layers: [] });
    write('nets/b.json', zoo['lenet-relu']);
    rmSync(c);
    expect(await updateLock(lock, await entries(lock, a, b))).toEqual({ added: 0, changed: 1, removed: 1 });
    const { models } = await readLock(lock);
    expect(models.get('nets/a.json')).toEqual(lockEntry(zoo.lenet));
    expect(models.get('nets/b.json')).toEqual(lockEntry(zoo['lenet-relu']));
    expect(models.has('c.json')).toBe(false);
    expect(readFileSync(lock, 'utf8')).not.toBe(first);
  });

  it('is not written over where it is damaged', async () => {
    const lock = write('lock.json', 'mine');
    await expect(updateLock(lock, await entries(lock, write('a.json', zoo.lenet)))).rejects.toMatchObject({ code: 'lock-invalid' });
    expect(readFileSync(lock, 'utf8')).toBe('mine');
  });

  it('that cannot be written is an error of the call', async () => {
    await expect(updateLock(at('nowhere/lock.json'), await entries(at('nowhere/lock.json'), write('a.json', zoo.lenet)))).rejects.toMatchObject({ code: 'cannot-write', message: expect.stringContaining('there is no folder') as unknown });
  });

  it('gives findings where the first layer that moved stands, for models that it lacks, and for files that are gone', async () => {
    const lock = at('lock.json');
    const file = write('nets/a.json', JSON.stringify(zoo.lenet, undefined, 1));
    await updateLock(lock, await entries(lock, file, write('gone.json', zoo.lenet)));
    const locked = await readLock(lock);
    expect(lockFindings(await examine(file), locked, lock)).toEqual([]);
    write('nets/a.json', JSON.stringify(withLayer(zoo.lenet, 3, { outChannels: 15 }), undefined, 1));
    const text = readFileSync(file, 'utf8');
    const [finding] = lockFindings(await examine(file), locked, lock);
    expect(finding).toMatchObject({ code: 'lock-shapes-moved', path: '3', pointer: ['layers', 3] });
    expect(text.split('\n').slice(0, finding?.line).join('\n').split('"kind"')).toHaveLength(4);
    expect(lockFindings(await examine(write('new.json', zoo.lenet)), locked, lock)).toMatchObject([{ code: 'lock-missing', line: 1, column: 1 }]);
    expect(lockFindings(await examine(file), emptyLock, lock)).toMatchObject([{ code: 'lock-missing' }]);
    expect(lockFindings(await examine(write('r.json', { format: 'archetype-recipe/1', name: 'r', model: 'lenet' })), emptyLock, lock)).toEqual([]);

    expect(staleEntries(locked, lock)).toBeUndefined();
    rmSync(at('gone.json'));
    expect(staleEntries(locked, lock)).toMatchObject({ file: lock, kind: 'lock', findings: [{ code: 'lock-stale', line: 4, column: 18 }] });
  });

  it('names files from its own folder, with slashes', () => {
    expect(lockedName(at('nets/a.json'), at('locks/lock.json'))).toBe('../nets/a.json');
  });
});
