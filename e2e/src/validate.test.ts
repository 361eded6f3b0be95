import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archetype, archetypeWell, temporaryFolder } from './cli/archetype.js';

interface Finding {
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly budget?: { readonly limit: string; readonly allowed: number; readonly received: number; readonly ratio: number; readonly largest: readonly { readonly path: string }[] };
}

interface Validation {
  readonly files: readonly { readonly file: string; readonly kind?: string; readonly ok: boolean; readonly findings: readonly Finding[]; readonly notes?: readonly { readonly message: string }[] }[];
}

const model = (change: object = {}): string =>
  JSON.stringify({ format: 'archetype/1', name: 'small', input: [1, 28, 28], layers: [{ kind: 'conv2d', outChannels: 4, kernelSize: 5 }, { kind: 'batchNorm' }, { kind: 'flatten' }, { kind: 'linear', outFeatures: 10, name: 'head' }], ...change }, undefined, 2);
const wrong = '{\n  "format": "archetype/1",\n  "name": "wrong",\n  "input": [1, 28, 28],\n  "layers": [\n    { "kind": "conv2d", "outChannels": 0, "kernelSize": 5 },\n    { "kind": "rellu" }\n  ]\n}\n';

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function validate(folder: string, args: readonly string[]): Promise<Validation & { readonly code: number; readonly stderr: string }> {
  const { code, stdout, stderr } = await archetype(folder, ['validate', ...args, '--json']);
  expect(stdout, stderr).not.toBe('');
  return { ...(JSON.parse(stdout) as Validation), code, stderr };
}

/** A safetensors file of zeros; what is written is the header alone, the rest is a hole in the file. */
function writeWeights(path: string, tensors: Readonly<Record<string, readonly number[]>>): void {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, shape]) => {
    const begin = end;
    end += 4 * shape.reduce((product, size) => product * size, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([length, header]));
  ftruncateSync(file, 8 + header.length + end);
  closeSync(file);
}

describe('formats', () => {
  it('GitHub annotations are counted from the root of the repository', async () => {
    const folder = folderWith({ 'nets/wrong.json': wrong, '.git/HEAD': '' });
    const { code, stdout } = await archetype(join(folder, 'nets'), ['validate', '*.json', '--format', 'github'], { GITHUB_WORKSPACE: undefined });
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '::error file=nets/wrong.json,line=6,col=40,title=invalid-field%3A 0 conv2d::outChannels must be a whole number of at least 1; received 0',
      '::error file=nets/wrong.json,line=7,col=15,title=unknown-kind%3A 1::unknown kind "rellu"%0Adid you mean "relu"?',
    ]);
  });

  it('SARIF is one document, whether something is wrong or not', async () => {
    const folder = folderWith({ 'a b/wrong.json': wrong, 'right.json': model() });
    interface Sarif {
      readonly version: string;
      readonly runs: readonly { readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } }; readonly results: readonly { readonly ruleId: string; readonly locations: readonly { readonly physicalLocation: unknown }[] }[] }[];
    }
    const { code, stdout } = await archetype(folder, ['validate', '**/*.json', '--format', 'sarif'], { GITHUB_WORKSPACE: folder });
    expect(code).toBe(1);
    const { version, runs } = JSON.parse(stdout) as Sarif;
    expect(version).toBe('2.1.0');
    expect(runs[0]?.tool.driver).toMatchObject({ name: 'archetype', rules: [{ id: 'invalid-field' }, { id: 'unknown-kind' }] });
    expect(runs[0]?.results[0]?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'a%20b/wrong.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 6, startColumn: 40 } });
    const right = JSON.parse((await archetypeWell(folder, ['validate', 'right.json', '--format', 'sarif'])).stdout) as Sarif;
    expect(right.runs[0]?.results).toEqual([]);
  });

  it('what cannot be read is a finding of that file, and the others are checked', async () => {
    const folder = folderWith({ 'a.json': Buffer.from([0x7b, 0xe9, 0x7d]), 'b.mjs': 'throw new Error("no model today");', 'c.json': model(), 'd.js': 'export default { get layers() { throw new Error("nor here"); } };', 'e.js': `export default Promise.resolve(${model()})` });
    const { code, files } = await validate(folder, ['*']);
    expect(code).toBe(1);
    expect(files.map(({ file, ok, findings }) => [file, ok, findings.map((each) => [each.code, each.line, each.column])])).toEqual([
      ['a.json', false, [['file-unreadable', 1, 1]]],
      ['b.mjs', false, [['module-failed', 1, 1]]],
      ['c.json', true, []],
      ['d.js', false, [['module-failed', 1, 1]]],
      ['e.js', true, []],
    ]);
  });
});

describe('a recipe', () => {
  it('is held against the model that it names, wherever it is called from', async () => {
    const folder = folderWith({
      'recipes/a.yaml': 'format: archetype-recipe/1\nname: a\nmodel: ../nets/small.json\nbatchSize: 64\n',
      'recipes/b.yaml': 'format: archetype-recipe/1\nname: b\nmodel: ../nets/large.json\n',
      'nets/small.json': model(),
      'nets/large.json': model({ input: [1, 20, 20] }),
    });
    const { code, files } = await validate(folder, ['recipes/*']);
    expect(code).toBe(1);
    expect(files).toMatchObject([{ file: 'recipes/a.yaml', kind: 'recipe', ok: true }, { file: 'recipes/b.yaml', findings: [{ code: 'images-exceed-input', line: 3, column: 8 }] }]);
  });
});

describe('a budget', () => {
  it('is exceeded with the value, the limit, the ratio and the largest layers', async () => {
    const folder = folderWith({ 'small.json': model(), 'other.json': model({ name: 'other' }), 'budget.yaml': 'maxParameters: 10000\nmodels:\n  other: { maxParameters: 30000 }\n' });
    const { code, files } = await validate(folder, ['*.json', '--budget', 'budget.yaml']);
    expect(code).toBe(1);
    expect(files[0]).toMatchObject({ file: 'other.json', ok: true });
    expect(files[1]?.findings).toMatchObject([{ code: 'budget-exceeded', line: 21, column: 5, budget: { limit: 'maxParameters', allowed: 10_000, received: 23_162, ratio: 2.3162, largest: [{ path: 'head' }, { path: '0' }, { path: '1' }] } }]);
    expect((await archetype(folder, ['validate', '*.json', '--budget', 'budget.yaml'])).stdout).toContain('small has 23,162 parameters, 2.32 times maxParameters 10,000');
  });

  it('that is wrong, or not there, is a wrong call', async () => {
    const folder = folderWith({ 'small.json': model(), 'budget.json': '{\n  "maxParameter": 3\n}' });
    for (const [budget, said] of [['budget.json', /budget\.json:2:19: unknown field "maxParameter"; did you mean maxParameters\?/], ['none.json', /no such file/]] as const) {
      const { code, stdout, stderr } = await archetype(folder, ['validate', 'small.json', '--budget', budget]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(said);
    }
  });
});

describe('a lock', () => {
  it('is written once, holds, and names what moved until it is written anew', async () => {
    const folder = folderWith({ 'nets/small.json': model() });
    const locked = ['nets/*.json', '--lock', 'archetype.lock.json'];
    const written = await validate(folder, [...locked, '--update-lock']);
    expect([written.code, written.stderr]).toEqual([0, 'archetype.lock.json: 1 added, 0 changed, 0 removed\n']);
    const first = readFileSync(join(folder, 'archetype.lock.json'), 'utf8');
    expect(first).toContain('{ "path": "head", "kind": "linear", "output": [10] }');
    expect((await validate(folder, locked)).code).toBe(0);

    writeFileSync(join(folder, 'nets/small.json'), model({ input: [1, 32, 32] }));
    const moved = await validate(folder, locked);
    expect(moved.code).toBe(1);
    expect(moved.files[0]?.findings).toMatchObject([{ code: 'lock-shapes-moved', message: 'the input is 1×32×32, 1×28×28 in the lock; the first of 4 shapes that moved' }]);
    expect(readFileSync(join(folder, 'archetype.lock.json'), 'utf8')).toBe(first);

    expect((await validate(folder, [...locked, '--update-lock'])).stderr).toContain('0 added, 1 changed, 0 removed');
    expect((await validate(folder, locked)).code).toBe(0);
    writeFileSync(join(folder, 'nets/small.json'), model());
    await validate(folder, [...locked, '--update-lock']);
    expect(readFileSync(join(folder, 'archetype.lock.json'), 'utf8')).toBe(first);
    expect(readdirSync(folder).toSorted()).toEqual(['archetype.lock.json', 'nets']);
  });

  it('is the same from whichever folder it is used', async () => {
    const folder = folderWith({ 'nets/small.json': model() });
    await validate(folder, ['nets/small.json', '--lock', 'lock.json', '--update-lock']);
    expect((await validate(join(folder, 'nets'), ['small.json', '--lock', '../lock.json'])).code).toBe(0);
  });

  it('does not take wrong models, and says what is gone', async () => {
    const folder = folderWith({ 'small.json': model(), 'wrong.json': wrong });
    const both = ['small.json', 'wrong.json', '--lock', 'lock.json'];
    expect(await validate(folder, [...both, '--update-lock'])).toMatchObject({ code: 1, stderr: 'lock.json: 1 added, 0 changed, 0 removed\n' });
    rmSync(join(folder, 'small.json'));
    expect(await validate(folder, ['wrong.json', '--lock', 'lock.json'])).toMatchObject({ code: 1, files: [{ file: 'wrong.json' }, { file: 'lock.json', kind: 'lock', findings: [{ code: 'lock-stale', line: 4 }] }] });
  });

  it.each([
    [['--update-lock'], /there is no lock to update[\s\S]*--lock archetype\.lock\.json/],
    [['--lock', 'none.json'], /no such file/],
    [['--lock', 'small.json'], /no lock file of the format archetype-lock\/1[\s\S]*--update-lock/],
  ])('%j is a wrong call', async (args, said) => {
    const { code, stdout, stderr } = await archetype(folderWith({ 'small.json': model() }), ['validate', 'small.json', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
  });
});

describe('weights', () => {
  const tensors = { '0.weight': [4, 1, 5, 5], '0.bias': [4], '1.weight': [4], '1.bias': [4], '1.running_mean': [4], '1.running_var': [4], 'head.weight': [10, 2304], 'head.bias': [10] };

  it('fit, are missing, are of another shape, or are too many', async () => {
    const folder = folderWith({ 'small.json': model() });
    writeWeights(join(folder, 'fit.safetensors'), { ...tensors, '1.num_batches_tracked': [] });
    const fit = await validate(folder, ['small.json', '--weights', 'fit.safetensors']);
    expect(fit).toMatchObject({ code: 0, files: [{ ok: true, notes: [{ message: expect.stringContaining('1 × num_batches_tracked left aside') as unknown }] }] });
    expect((await archetype(folder, ['validate', 'small.json', '--weights', 'fit.safetensors'])).stdout).toMatch(/^ok {2}small\.json {2}model\n {4}note: fit\.safetensors: 1 × num_batches_tracked/);

    const { '0.bias': _, ...others } = tensors;
    writeWeights(join(folder, 'off.safetensors'), { ...others, 'head.weight': [10, 1000], 'tail.weight': [3] });
    const off = await validate(folder, ['small.json', '--weights', 'off.safetensors']);
    expect(off.code).toBe(1);
    expect(off.files[0]?.findings.map(({ code, path, line }) => [code, path, line])).toEqual([['weight-extra', '', 1], ['weight-missing', '0', 10], ['weight-shape', 'head', 21]]);
  });

  it('of a model of the zoo are asked for by its name', async () => {
    const folder = folderWith({});
    writeWeights(join(folder, 'w.safetensors'), { '0.weight': [6, 1, 5, 5] });
    const { code, files } = await validate(folder, ['lenet', '--weights', 'w.safetensors']);
    expect(code).toBe(1);
    expect(files).toMatchObject([{ file: 'w.safetensors', findings: Array.from({ length: 9 }, () => ({ code: 'weight-missing' })) }]);
  });

  it.skipIf(process.platform === 'win32')('are not read beyond their header: 4 GiB take no longer than 4 kB', async () => {
    const folder = folderWith({ 'wide.json': model({ input: [32_768], layers: [{ kind: 'linear', outFeatures: 32_768 }] }) });
    writeWeights(join(folder, 'wide.safetensors'), { '0.weight': [32_768, 32_768], '0.bias': [32_768] });
    const { code, stderr } = await archetype(folder, ['validate', 'wide.json', '--weights', 'wide.safetensors'], { NODE_OPTIONS: `--import ${METER}` });
    expect(code).toBe(0);
    expect(Number(/peak (\d+)/.exec(stderr)?.[1])).toBeLessThan(400_000);
  });

  it('are of one model', async () => {
    const folder = folderWith({ 'a.json': model(), 'b.json': model() });
    const { code, stderr } = await archetype(folder, ['validate', '*.json', '--weights', 'w.safetensors']);
    expect(code).toBe(2);
    expect(stderr).toContain('weights are of one model, and these are 2 files');
  });
});

/** Says at the end of a process how much processor time it took, in ms, and its largest memory, in KiB. */
const METER = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write(`cpu ${(user + system) / 1e3} peak ${process.resourceUsage().maxRSS}`); })',
)}`;

describe('speed', () => {
  it('checking a file loads neither runtimes nor what trains', async () => {
    const folder = folderWith({ 'small.json': model() });
    const coverage = mkdtempSync(join(folder, 'coverage-'));
    await archetypeWell(folder, ['validate', 'small.json'], { NODE_V8_COVERAGE: coverage });
    const scripts = readdirSync(coverage).flatMap((file) => (JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { readonly result: readonly { readonly url: string }[] }).result.map(({ url }) => url));
    expect(scripts.some((url) => url.endsWith('/cli/dist/validate/validate.js'))).toBe(true);
    expect(scripts.filter((url) => /\/(training|datasets|backend-\w+)\/dist\/|node_modules\/(yaml|jiti|tinyglobby|picomatch|write-file-atomic)\//.test(url))).toEqual([]);
  });

  it('a thousand models are checked in one process within 2 s of processor time', async () => {
    const { stdout } = await archetypeWell(temporaryFolder(), ['show', 'resnet18']);
    const folder = folderWith(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`nets/${i}.json`, stdout])));
    const measured: number[] = [];
    // The best of three, for a machine that does something else as well.
    for (let round = 0; round < 3; round += 1) {
      const { stdout: said, stderr } = await archetypeWell(folder, ['validate', 'nets/*.json', '--json'], { NODE_OPTIONS: `--import ${METER}` });
      expect((JSON.parse(said) as Validation).files.filter(({ ok }) => ok)).toHaveLength(1000);
      measured.push(Number(/cpu ([\d.]+)/.exec(stderr)?.[1]));
    }
    expect(Math.min(...measured)).toBeLessThan(2000);
  });
});
