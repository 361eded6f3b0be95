import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runWell } from '../command.js';
import { packages, repository } from '../packed/packages.js';

test('after a build, npx archetype works from the root', async () => {
  const { stdout } = await runWell('npx', ['--no-install', 'archetype', '--version'], { cwd: repository });
  const cli = packages.find(({ name }) => name === '@archetype/cli');
  expect(stdout.trim()).toBe(cli?.version);
});

test('the README gives its two commands word for word', () => {
  const readme = readFileSync(join(repository, 'README.md'), 'utf8');
  expect(readme).toMatch(/^\s*npm ci && npm start\b/m);
  expect(readme).toMatch(/^\s*npm cit\b/m);
});

test('no file of the repository names the host of a package registry', async () => {
  const { stdout: listing } = await runWell('git', ['ls-files', '-z'], { cwd: repository });
  const files = listing.split('\0').filter((file) => /\.(json|md|mjs|js|ts|npmrc|yaml|py)$|^\.ci\//.test(file));
  const host = ['registry', 'npmjs', 'org'].join('.');
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => readFileSync(join(repository, file), 'utf8').includes(host))).toEqual([]);
});
