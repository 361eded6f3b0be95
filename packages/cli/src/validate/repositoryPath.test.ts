import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { repositoryPaths } from './repositoryPath.js';

const home = process.cwd();
let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'archetype-repository-')));
  mkdirSync(join(folder, 'models/vision'), { recursive: true });
  process.chdir(join(folder, 'models'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

it('is from the nearest folder with a .git, be it a folder or a worktree\'s file', () => {
  vi.stubEnv('GITHUB_WORKSPACE', '');
  mkdirSync(join(folder, '.git'));
  expect(repositoryPaths()('vision/a.json')).toBe('models/vision/a.json');
  writeFileSync(join(folder, 'models/.git'), 'gitdir: elsewhere');
  expect(repositoryPaths()('vision/a.json')).toBe('vision/a.json');
});

it('is from the folder that the CI names', () => {
  vi.stubEnv('GITHUB_WORKSPACE', folder);
  expect(repositoryPaths()('vision/../a.json')).toBe('models/a.json');
});

it('is the whole path of a file outside', () => {
  const paths = repositoryPaths(join(folder, 'models/vision'));
  expect(paths('a.json')).toBe(join(folder, 'models/a.json').replaceAll('\\', '/'));
  expect(paths('vision/..a.json')).toBe('..a.json');
});
