import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, json, temporaryFolder } from './archetype.js';

interface Model {
  readonly name: string;
  readonly input: readonly number[];
  readonly layers: readonly { readonly kind: string }[];
}

describe('list', () => {
  it('names every model and recipe', async () => {
    const { models, recipes } = await json<{ models: { name: string; input: number[]; parameters: number }[]; recipes: { name: string; model: string }[] }>(temporaryFolder(), ['list']);
    expect(models.find(({ name }) => name === 'lenet')).toEqual({ name: 'lenet', input: [1, 28, 28], parameters: 44_426 });
    expect(models.find(({ name }) => name === 'alexnet')?.parameters).toBe(46_764_746);
    expect(recipes.map(({ name }) => name)).toEqual(expect.arrayContaining(['lenet', 'lenet-relu', 'lenet-bn']));
    for (const { model } of recipes) expect(models.map(({ name }) => name)).toContain(model);
  });

  it('is a table without --json', async () => {
    expect((await archetypeWell(temporaryFolder(), ['list'])).stdout).toMatch(/lenet +1×28×28 +44,426/);
  });
});

describe('show', () => {
  it('prints a model that validates and trains as a file', async () => {
    const folder = temporaryFolder();
    const { stdout } = await archetypeWell(folder, ['show', 'resnet18']);
    writeFileSync(join(folder, 'resnet.json'), stdout);
    expect(JSON.parse((await archetypeWell(folder, ['show', 'resnet.json', '--json'])).stdout)).toEqual(JSON.parse(stdout));
    expect((await archetypeWell(folder, ['validate', 'resnet.json'])).stdout).toMatch(/^ok +resnet\.json/);
  });
});

describe('summary', () => {
  interface Summary {
    readonly name: string;
    readonly input: readonly number[];
    readonly layers: readonly { readonly path: string; readonly kind: string; readonly outputShape: readonly number[]; readonly parameters: number; readonly macs: number }[];
    readonly totals: { readonly parameters: number; readonly macs: number; readonly activationBytes: number; readonly trainingBytes: number };
  }

  it('has an entry for each leaf layer, shapes without N', async () => {
    const summary = await json<Summary>(temporaryFolder(), ['summary', 'lenet']);
    expect(summary).toMatchObject({ name: 'lenet', input: [1, 28, 28], totals: { parameters: 44_426 } });
    expect(summary.layers.map(({ outputShape }) => outputShape.join('×'))).toEqual(
      ['6×24×24', '6×24×24', '6×12×12', '16×8×8', '16×8×8', '16×4×4', '256', '120', '120', '84', '84', '10'],
    );
    expect(summary.layers[0]).toMatchObject({ path: '0', kind: 'conv2d', parameters: 156, macs: 6 * 24 * 24 * 25 });
    expect(summary.totals.parameters).toBe(summary.layers.reduce((sum, { parameters }) => sum + parameters, 0));
    expect(summary.totals.trainingBytes).toBeGreaterThan(summary.totals.activationBytes);
  });

  it('takes another input, and a batch for the memory', async () => {
    const folder = temporaryFolder();
    const at96 = await json<Summary>(folder, ['summary', 'resnet18', '--input', '1,96,96']);
    expect(at96.input).toEqual([1, 96, 96]);
    const two = await json<Summary>(folder, ['summary', 'resnet18', '--input', '1,96,96', '--batch', '2']);
    expect(two.totals.activationBytes).toBe(2 * at96.totals.activationBytes);
  });

  it('explains each shape', async () => {
    const { stdout } = await archetypeWell(temporaryFolder(), ['summary', 'alexnet', '--explain']);
    expect(stdout).toContain('floor((224 + 0 + 0 − 1·(11 − 1) − 1) / 4) + 1 = 54');
  });
});

describe('models from files', () => {
  it.each([
    ['model.yaml', 'format: archetype/1\nname: tiny\ninput: [1, 28, 28]\nlayers:\n  - kind: flatten\n  - { kind: linear, outFeatures: 10 }\n'],
    ['model.ts', "import { defineModel, flatten, linear, type ModelSpec } from '@archetype/spec';\nconst model: ModelSpec = defineModel({ name: 'tiny', input: [1, 28, 28], layers: [flatten(), linear({ outFeatures: 10 })] });\nexport default model;\n"],
    ['model.mjs', "export default { format: 'archetype/1', name: 'tiny', input: [1, 28, 28], layers: [{ kind: 'flatten' }, { kind: 'linear', outFeatures: 10 }] };\n"],
  ])('%s', async (name, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, name), text);
    const model = JSON.parse((await archetypeWell(folder, ['show', name])).stdout) as Model;
    expect(model).toEqual({ format: 'archetype/1', name: 'tiny', input: [1, 28, 28], layers: [{ kind: 'flatten' }, { kind: 'linear', outFeatures: 10 }] });
  });

  it('that print something leave standard output to the result', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'talks.mjs'), "console.log('made today');\nexport default { format: 'archetype/1', name: 'tiny', input: [4], layers: [{ kind: 'relu' }] };\n");
    const { stdout, stderr } = await archetypeWell(folder, ['show', 'talks.mjs']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'tiny' });
    expect(stderr).toBe('made today\n');
  });
});

describe('validate', () => {
  interface Validation {
    readonly files: readonly { readonly file: string; readonly ok: boolean; readonly findings: readonly { readonly code: string; readonly path: string; readonly message: string; readonly line: number; readonly column: number }[] }[];
  }

  const wrong = '{\n  "format": "archetype/1",\n  "name": "wrong",\n  "input": [1, 28, 28],\n  "layers": [\n    { "kind": "conv2d", "outChannels": 0, "kernelSize": 5 },\n    { "kind": "rellu" },\n    { "kind": "flatten" }\n  ]\n}\n';

  it('tells every finding with line and column, and exits with 1', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'wrong.json'), wrong);
    const { code, stdout } = await archetype(folder, ['validate', 'wrong.json', '--format', 'json']);
    expect(code).toBe(1);
    const { files } = JSON.parse(stdout) as Validation;
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({ file: 'wrong.json', ok: false });
    expect(files[0]?.findings.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['0', 6, 40],
      ['1', 7, 15],
    ]);
  });

  it('writes them for people, too', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'wrong.json'), wrong);
    const { stdout } = await archetype(folder, ['validate', 'wrong.json']);
    expect(stdout).toContain('wrong.json:6:40');
    expect(stdout).toContain('2 findings in 1 of 1 file');
  });

  it('takes globs, models and recipes, in JSON and YAML', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.json'), (await archetypeWell(folder, ['show', 'lenet'])).stdout);
    writeFileSync(join(folder, 'b.yaml'), 'format: archetype-recipe/1\nname: mine\nmodel: lenet\nbatchSize: 64\n');
    writeFileSync(join(folder, 'c.json'), wrong);
    const good = JSON.parse((await archetypeWell(folder, ['validate', '{a,b}.*', '--json'])).stdout) as Validation;
    expect(good.files.map(({ file, ok }) => [file, ok])).toEqual([['a.json', true], ['b.yaml', true]]);
    const { code, stdout } = await archetype(folder, ['validate', '*.json', 'b.yaml', '--json']);
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Validation).files.map(({ file, ok }) => [file, ok])).toEqual([['a.json', true], ['c.json', false], ['b.yaml', true]]);
  });

  it('knows which models a recipe can name', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'recipe.yaml'), 'format: archetype-recipe/1\nname: mine\nmodel: lenett\n');
    const { code, stdout } = await archetype(folder, ['validate', 'recipe.yaml', '--json']);
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Validation).files[0]?.findings).toMatchObject([{ code: 'unknown-model', line: 3, column: 8, remedy: 'did you mean lenet?' }]);
  });

  it('tells faults of the text itself', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cut.json'), '{\n  "name": "lenet",\n');
    const { code, stdout } = await archetype(folder, ['validate', 'cut.json', '--json']);
    expect(code).toBe(1);
    expect((JSON.parse(stdout) as Validation).files[0]?.findings).toMatchObject([{ code: 'syntax', line: 3, column: 1 }]);
  });
});

describe('doctor', () => {
  it('finds the engines that are installed', async () => {
    const { engines } = await json<{ engines: { engine: string; available: boolean; version?: string; reason?: string; fix?: string }[] }>(temporaryFolder(), ['doctor']);
    for (const name of ['ort:cpu', 'tfjs:wasm', 'reference']) expect(engines.find(({ engine }) => engine === name), name).toMatchObject({ available: true });
    for (const each of engines.filter(({ available }) => !available)) expect(each).toMatchObject({ reason: expect.stringMatching(/./), fix: expect.stringMatching(/./) });
  });
});

describe('engine', () => {
  it('lists what can be added as doctor does, and what lies in the cache folder', async () => {
    const folder = temporaryFolder();
    const { engines, added } = await json<{ engines: { engine: string }[]; added: unknown[] }>(folder, ['engine', 'list']);
    const doctor = await json<{ engines: { engine: string }[] }>(folder, ['doctor']);
    expect(engines.map(({ engine }) => engine)).toEqual(expect.arrayContaining(['tfjs:node', 'tfjs:node-gpu']));
    for (const each of engines) expect(doctor.engines).toContainEqual(each);
    expect(added).toEqual([]);
  });

  it('removes what is not there without harm', async () => {
    const answer = await json<object>(temporaryFolder(), ['engine', 'remove', 'tfjs:node']);
    expect(answer).toMatchObject({ engine: 'tfjs:node', removed: 0, bytes: 0, engines: [{ engine: 'tfjs:node', available: expect.any(Boolean) as unknown }] });
  });
});

describe('data', () => {
  it('says what is here and verifies it', async () => {
    const folder = temporaryFolder();
    const info = await json<{ name: string; sample: { train: number }; full: { files: { present: boolean }[] } }>(folder, ['data', 'info']);
    expect(info).toMatchObject({ name: 'fashion-mnist', sample: { train: 10_000 } });
    expect(info.full.files.map(({ present }) => present)).toEqual([false, false, false, false]);
    const { code, stdout } = await archetype(folder, ['data', 'verify', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, files: [{ state: 'missing' }, { state: 'missing' }, { state: 'missing' }, { state: 'missing' }] });
  });
});

describe('text for people', () => {
  it('has no colour in a pipe, even where a CI asks for it', async () => {
    const { stdout } = await archetypeWell(temporaryFolder(), ['summary', 'lenet'], { CI: 'true', FORCE_COLOR: undefined });
    expect(stdout).not.toContain('\u001b');
  });

  it('helps', async () => {
    const { stdout } = await archetypeWell(temporaryFolder(), ['--help']);
    for (const command of ['train', 'compare', 'evaluate', 'predict', 'summary', 'show', 'list', 'validate', 'export', 'data', 'engine', 'doctor']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect((await archetypeWell(temporaryFolder(), ['help', 'train'])).stdout).toContain('--resume <dir>');
    expect((await archetypeWell(temporaryFolder(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
