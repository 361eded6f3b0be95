import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newRunPath } from './runPath.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archetype-path-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('is named by time and model, and never one that exists', () => {
  const now = new Date(2026, 0, 5, 9, 3, 7);
  const path = newRunPath('lenet', now);
  expect(path).toBe(join('runs', '2026-01-05-09-03-07-lenet'));
  const before = process.cwd();
  process.chdir(folder);
  try {
    mkdirSync(path, { recursive: true });
    expect(newRunPath('lenet', now)).toBe(`${path}-2`);
    mkdirSync(`${path}-2`);
    expect(newRunPath('lenet', now)).toBe(`${path}-3`);
  } finally {
    process.chdir(before);
  }
});

it('makes a folder name of any model name', () => {
  const now = new Date(2026, 0, 5);
  for (const name of ['../../etc', 'a b/c', '...', '', 'ü', 'x'.repeat(500)]) expect(newRunPath(name, now)).toMatch(/^runs.2026-01-05-00-00-00-[A-Za-z0-9_][A-Za-z0-9._-]{0,60}$/);
});
