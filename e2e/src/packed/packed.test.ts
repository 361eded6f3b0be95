import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, test } from 'vitest';
import { runWell } from '../command.js';
import { readExample } from './example.js';
import type { Example } from './example.js';
import { packages, repository } from './packages.js';
import type { PublishedPackage } from './packages.js';
import { packedProject } from './project.js';
import type { Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await packedProject();
});

const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: false,
  types: ['node'],
};

/** Type-checks the example as a user's compiler would, then runs it. Resolves to what it printed. */
async function runExample({ language, code }: Example, { name }: PublishedPackage): Promise<string> {
  const folder = join(project.folder, 'examples', name);
  // The project is kept from one Node to the next; what an example wrote is not.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const binaries = join(project.folder, 'node_modules/.bin');
  const env = { PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}` };
  if (language === 'sh') return (await runWell('bash', ['-euo', 'pipefail', '-c', code], { cwd: folder, env })).stdout;
  writeFileSync(join(folder, `example.${language}`), code);
  if (language === 'ts') {
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }));
    await runWell(process.execPath, [join(project.folder, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder });
  }
  return (await runWell(process.execPath, ['example.js'], { cwd: folder })).stdout;
}

describe.each(packages)('$name, packed and installed', (published) => {
  const installed = (): string => join(project.folder, 'node_modules', published.name);
  const tarball = (): string => project.tarballs.get(published.name) ?? '';

  test('is a copy of its own, with licence, README and no test', () => {
    expect(lstatSync(installed()).isSymbolicLink()).toBe(false);
    const files = readdirSync(installed(), { recursive: true }).map(String);
    expect(['package.json', 'README.md', 'LICENSE'].filter((file) => !files.includes(file))).toEqual([]);
    expect(files.filter((file) => !file.includes('node_modules') && /\.test\.|tsbuildinfo/.test(file))).toEqual([]);
  });

  test('has no module whose source is gone', () => {
    const modules = readdirSync(join(installed(), 'dist'), { recursive: true }).map(String).filter((file) => file.endsWith('.js'));
    expect(modules.length).toBeGreaterThan(0);
    expect(modules.filter((file) => !existsSync(join(installed(), 'src', file.replace(/js$/, 'ts'))))).toEqual([]);
  });

  test.each(published.entryPoints)('entry point %s loads', async (entryPoint) => {
    const specifier = published.name + entryPoint.slice(1);
    const code = `const module = await import(${JSON.stringify(specifier)}); console.log(Object.keys(module).length);`;
    const { stdout } = await runWell(process.execPath, ['--input-type=module', '-e', code], { cwd: project.folder });
    expect(Number(stdout.trim().split('\n').at(-1))).toBeGreaterThan(0);
  });

  test('the example of its README runs', async () => {
    const example = readExample(published);
    const output = await runExample(example, published);
    expect(output).toContain(example.output);
  });

  test('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed(), pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('types resolve in every module resolution that ESM has', async () => {
    const attw = join(repository, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    expect(existsSync(attw)).toBe(true);
    await runWell(process.execPath, [attw, tarball(), '--profile', 'esm-only', '--no-definitely-typed', '--no-color', '--no-emoji'], {
      cwd: project.folder,
    });
  });
});

test.each([
  ['backend-ort', 'cpu'],
  ['backend-tfjs', 'wasm'],
])('a program ends that leaves its engine of %s open', async (name, device) => {
  const code = `import { backend } from '@archetype/${name}'; console.log((await backend.open('${device}', { threads: 2 })).name);`;
  const { stdout } = await runWell(process.execPath, ['--input-type=module', '-e', code], { cwd: project.folder, timeoutMs: 60_000 });
  expect(stdout).toContain(device);
});
