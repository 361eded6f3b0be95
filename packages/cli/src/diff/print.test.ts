import { zoo } from '@archetype/spec';
import { afterEach, expect, it, vi } from 'vitest';
import { printDiff } from './print.js';

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

const captured = () => {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  return written;
};

it('models that differ exit with 1', () => {
  const written = captured();
  printDiff(zoo.alexnet, zoo['alexnet-p2'], {});
  expect(written.join('')).toContain('~ features.0 conv2d: padding 0 → 2\n');
  expect(process.exitCode).toBe(1);
});

it('the same architecture exits with 0', () => {
  const written = captured();
  printDiff(zoo.lenet, zoo.lenet, { json: true });
  expect(JSON.parse(written.join(''))).toMatchObject({ layers: [], compatible: true, same: true });
  expect(process.exitCode).toBeUndefined();
});
