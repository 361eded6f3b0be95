import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { run, type Finished } from '../command.js';
import { packages, repository } from '../packed/packages.js';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
  readonly args?: readonly string[];
  readonly additional_dependencies: readonly string[];
}

const hooks = parse(readFileSync(join(repository, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];

const good = JSON.stringify({ format: 'archetype/1', name: 'good', input: [1, 28, 28], layers: [{ kind: 'flatten' }, { kind: 'linear', outFeatures: 10 }] });
const bad = '{ "format": "archetype/1", "name": "bad", "input": [1, 28, 28],\n  "layers": [{ "kind": "linear", "outFeatures": 10 }] }\n';

/** Runs a hook as pre-commit does: its entry, its arguments, then those of the changed files that its pattern finds; none, and it does not run. */
async function runHook({ entry, args = [], files }: Hook, changed: Readonly<Record<string, string>>, more: readonly string[] = []): Promise<Finished | 'no files'> {
  const checkout = mkdtempSync(join(tmpdir(), 'archetype-hook-'));
  onTestFinished(() => rmSync(checkout, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(changed)) {
    mkdirSync(join(checkout, name, '..'), { recursive: true });
    writeFileSync(join(checkout, name), content);
  }
  const names = Object.keys(changed).filter((name) => new RegExp(files).test(name));
  if (names.length === 0) return 'no files';
  const [command = '', ...first] = entry.split(' ');
  return run(command, [...first, ...args, ...more, ...names], { cwd: checkout, env: { PATH: `${join(repository, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}` } });
}

describe.each(hooks)('the pre-commit hook $id', (hook) => {
  test('is a hook of Node with the published command of this version', () => {
    const cli = packages.find(({ name }) => name === '@archetype/cli');
    expect(hook.language).toBe('node');
    expect(hook.additional_dependencies).toEqual([`@archetype/cli@${cli?.version}`, '--ignore-scripts']);
  });

  test('passes right models', async () => {
    expect(await runHook(hook, { 'a.model.json': good, 'nets/b c.model.json': good, 'package.json': '{}' })).toMatchObject({ code: 0, stdout: 'ok  a.model.json  model\nok  nets/b c.model.json  model\n' });
  });

  test('stops a commit of wrong ones', async () => {
    const finished = await runHook(hook, { 'a.model.json': good, 'nets/b.model.json': bad, 'r.recipe.yaml': 'format: archetype-recipe/1\nname: r\nmodel: nets/b.model.json\n' });
    expect(finished).toMatchObject({ code: 1, stdout: expect.stringContaining('nets/b.model.json:2:14  0: needs a flat input') as unknown });
    expect(finished).toMatchObject({ stdout: expect.stringContaining('r.recipe.yaml:3:8  the model "nets/b.model.json" has 1 finding') as unknown });
  });

  test('takes arguments from a repository\'s configuration', async () => {
    expect(await runHook(hook, { 'a.model.json': good, 'budget.yaml': 'maxParameters: 1' }, ['--budget=budget.yaml'])).toMatchObject({ code: 1, stdout: expect.stringContaining('budget-exceeded') as unknown });
  });

  test('leaves other files alone', async () => {
    expect(await runHook(hook, { 'package.json': '{}', 'model.json': '{}', 'a.model.json.txt': '', 'README.md': '' })).toBe('no files');
  });
});
