import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { run, type Finished } from '../command.js';
import { repository } from '../packed/packages.js';
import { packedProject, type Project } from '../packed/project.js';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Step {
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  readonly 'working-directory': string;
}

const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as Action;

let project: Project;
beforeAll(async () => {
  project = await packedProject();
});

/** A repository of models, in which the packed command is installed. */
function repositoryOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(project.folder, 'checkout-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Runs the steps of the action as a runner does: expressions put in, then bash as the documentation of `shell: bash` says. */
async function runAction(checkout: string, inputs: Readonly<Record<string, string>>, path = ''): Promise<Finished> {
  const given = Object.fromEntries(Object.entries(action.inputs).map(([name, { default: otherwise = '' }]) => [name, inputs[name] ?? otherwise]));
  const filled = (text: string): string => text.replaceAll(/\$\{\{ *inputs\.([\w-]+) *\}\}/g, (_, name: string) => given[name] ?? '');
  let finished: Finished = { code: 0, stdout: '', stderr: '' };
  for (const { run: script, env, 'working-directory': folder } of action.runs.steps) {
    const file = join(checkout, 'step.sh');
    writeFileSync(file, filled(script));
    const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
    finished = await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
      cwd: join(checkout, filled(folder)),
      env: { ...variables, GITHUB_WORKSPACE: checkout, PATH: `${path}${path === '' ? '' : delimiter}${process.env['PATH'] ?? ''}` },
    });
    rmSync(file);
    if (finished.code !== 0) break;
  }
  return finished;
}

const good = JSON.stringify({ format: 'archetype/1', name: 'good', input: [1, 28, 28], layers: [{ kind: 'flatten' }, { kind: 'linear', outFeatures: 10 }] });
const bad = '{\n  "format": "archetype/1", "name": "bad", "input": [1, 28, 28],\n  "layers": [\n    { "kind": "linear", "outFeatures": 10 }\n  ]\n}\n';

describe('the GitHub Action', () => {
  test('is composite, describes every input, and lets none into its script', () => {
    expect(action.runs.using).toBe('composite');
    expect(Object.keys(action.inputs)).toEqual(['files', 'budget', 'lock', 'version', 'working-directory']);
    for (const { description, required, default: otherwise } of Object.values(action.inputs)) {
      expect(description).toMatch(/\.$/);
      expect(required === true || otherwise !== undefined).toBe(true);
    }
    for (const { run: script, shell } of action.runs.steps) {
      expect(shell).toBe('bash');
      expect(script).not.toContain('${{');
    }
  });

  test('passes right files', async () => {
    const checkout = repositoryOf({ 'nets/a.json': good, 'nets/deep down/b.json': good });
    const { code, stdout, stderr } = await runAction(checkout, { files: '  nets/a.json\n\nnets/**/*.json\n' });
    expect([code, stdout], stderr).toEqual([0, '2 files without findings\n']);
  });

  test('marks findings at their lines from the root of the repository, and fails', async () => {
    const checkout = repositoryOf({ 'vision/nets/a.json': good, 'vision/nets/b.json': bad });
    const { code, stdout } = await runAction(checkout, { files: 'nets/*.json', 'working-directory': 'vision' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error file=vision\/nets\/b\.json,line=4,col=5,title=needs-flat-input%3A 0 linear::needs a flat input \[N, F\], received \[1, 1, 28, 28\]%0A/);
    expect(stdout).toMatch(/\n1 finding in 1 of 2 files\n$/);
  });

  test('holds files against a budget and a lock', async () => {
    const locked = (outputs: number): string =>
      JSON.stringify({ format: 'archetype-lock/1', models: { 'a.json': { input: [1, 28, 28], parameters: 7850, hash: 'sha256:0', layers: [{ path: '0', kind: 'flatten', output: [784] }, { path: '1', kind: 'linear', output: [outputs] }] } } });
    const checkout = repositoryOf({ 'a.json': good, 'budget.yaml': 'maxParameters: 7849\n', 'archetype.lock.json': locked(12) });
    const { code, stdout } = await runAction(checkout, { files: 'a.json', budget: 'budget.yaml', lock: 'archetype.lock.json' });
    expect(code).toBe(1);
    expect(stdout).toContain('title=budget-exceeded');
    expect(stdout).toContain('title=lock-shapes-moved%3A 1::linear is 10, 12 in the lock');
  });

  test.each([
    ['no file that matches', { files: 'none/*.json' }, 2],
    ['no file at all', { files: ' \n' }, 2],
    ['a folder', { files: 'nets' }, 2],
    ['a budget that is not there', { files: 'nets/a.json', budget: 'none.yaml' }, 2],
  ])('%s is a wrong call', async (_, inputs, expected) => {
    const { code, stderr, stdout } = await runAction(repositoryOf({ 'nets/a.json': good }), inputs);
    expect(code).toBe(expected);
    expect(`${stdout}${stderr}`).not.toBe('');
  });

  test.each([
    ['$(touch run)"; touch run #', /\$\(touch run\)"; touch run #: no file matches/],
    ['`touch run`', /`touch run`: there is no such file/],
    ['--help', /--help: there is no such file/],
    ['-o PATH', /-o PATH: there is no such file/],
  ])('%j is a file name: never run, never an option', async (files, said) => {
    const checkout = repositoryOf({ 'a.json': good });
    const { code, stderr } = await runAction(checkout, { files });
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
    expect(existsSync(join(checkout, 'run'))).toBe(false);
  });

  test('asks for the version that it is given', async () => {
    const checkout = repositoryOf({ 'a.json': good, 'bin/npx': '#!/bin/sh\nprintf "%s\\n" "$@"\n' });
    chmodSync(join(checkout, 'bin/npx'), 0o755);
    const { code, stdout } = await runAction(checkout, { files: 'a.json\nb c.json', version: '0.1.0', lock: 'l.json' }, join(checkout, 'bin'));
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toEqual(['--yes', '--package', '@archetype/cli@0.1.0', '--', 'archetype', 'validate', '--format', 'github', '--lock', 'l.json', '--', 'a.json', 'b c.json']);
  });
});
