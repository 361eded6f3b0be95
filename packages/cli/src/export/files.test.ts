import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireWritable, writeText } from './destination.js';
import { exportModel } from './export.js';
import { writeFiles } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'archetype-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pieces = [Uint8Array.of(1, 2), Uint8Array.of(3)];

describe('what is exported', () => {
  it('takes the place of what was there, and leaves nothing else', async () => {
    const path = join(folder, 'model');
    writeFileSync(path, 'before');
    await writeFiles([{ path, pieces }]);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    writeText(path, 'drawn');
    expect(readFileSync(path, 'utf8')).toBe('drawn');
    expect(readdirSync(folder)).toEqual(['model']);
  });

  it('goes nowhere that cannot be written', () => {
    expect(() => requireWritable(join(folder, 'none', 'model'))).toThrow(/there is no folder .*none\n +make it first/);
    expect(() => requireWritable(folder)).toThrow('it is a folder');
    expect(() => requireWritable('')).toThrow('"": cannot write it: the name is empty');
    expect(() => writeText(join(folder, 'none', 'drawing.svg'), '')).toThrow(/cannot write it: .*ENOENT/);
  });

  it.skipIf(!existsSync('/dev/null'))('goes into a device, and does not take its place', async () => {
    requireWritable('/dev/null');
    await writeFiles([{ path: '/dev/null', pieces }]);
    writeText('/dev/null', 'drawn');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.skipIf(!existsSync('/dev/full'))('that finds no room says so', () => {
    expect(() => writeText('/dev/full', 'drawn')).toThrow(/\/dev\/full: cannot write it: ENOSPC[^]*free some space/);
  });
});

it.each([
  ['--fold-batch-norm', 'onnx', { format: 'pytorch', foldBatchNorm: true }],
  ['--batch-size', 'onnx-training', { format: 'onnx', batchSize: 4 }],
  ['--precision', 'onnx-training', { format: 'safetensors', precision: 'exact' }],
  ['--recompute', 'onnx-training', { format: 'tfjs', recompute: true }],
  ['--float-input', 'onnx-training', { format: 'onnx', floatInput: true }],
] as const)('%s is refused beside a format other than %s', async (option, format, options) => {
  const output = join(folder, 'refused');
  await expect(exportModel('lenet', { ...options, output })).rejects.toThrow(`${option}: it is an option of --format ${format}, and the format is ${options.format}`);
  expect(existsSync(output)).toBe(false);
});

it.each(['pytorch', 'onnx-training'] as const)('--weights is refused beside %s, whose file holds none', async (format) => {
  const output = join(folder, 'refused');
  await expect(exportModel('lenet', { format, output, weights: 'w.safetensors' })).rejects.toThrow(`--weights: a file of --format ${format} holds no weights`);
  expect(existsSync(output)).toBe(false);
});
