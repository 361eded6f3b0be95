import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examine } from './examine.js';
import { filesOf } from './files.js';

const home = process.cwd();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archetype-files-'));
  process.chdir(folder);
  mkdirSync('nets/deep/node_modules/x', { recursive: true });
  for (const file of ['nets/b.json', 'nets/a.yaml', 'nets/README.md', 'nets/deep/c.YML', 'nets/deep/node_modules/x/d.json', 'nets/[1].json', 'nets/lock.json']) writeFileSync(file, '{}');
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe('files of a call', () => {
  it.each([
    [['nets/b.json', 'nets/a.yaml'], ['nets/b.json', 'nets/a.yaml']],
    [['nets/*'], ['nets/[1].json', 'nets/a.yaml', 'nets/b.json', 'nets/lock.json']],
    [['nets/**/*.{json,yaml,YML}'], ['nets/[1].json', 'nets/a.yaml', 'nets/b.json', 'nets/deep/c.YML', 'nets/lock.json']],
    [['nets/[1].json'], ['nets/[1].json']],
    [['nets/[ab].*'], ['nets/a.yaml', 'nets/b.json']],
    [['nets/!(b|lock).json'], ['nets/[1].json']],
    [['nets/b.json', './nets/b.json', 'nets/../nets/b*'], ['nets/b.json']],
    [['nets/README.md'], ['nets/README.md']],
  ])('%j', async (patterns, files) => {
    expect(await filesOf(patterns)).toEqual(files);
  });

  it('leave out what stands beside them, unless it is named', async () => {
    expect(await filesOf(['nets/*.json'], ['./nets/lock.json'])).toEqual(['nets/[1].json', 'nets/b.json']);
    expect(await filesOf(['nets/lock.json'], ['nets/lock.json'])).toEqual(['nets/lock.json']);
  });

  it.skipIf(process.platform === 'win32')('are named although they cannot be read: examining them says why', async () => {
    symlinkSync('round.json', 'nets/round.json');
    symlinkSync('/dev/null', 'nets/device.json');
    expect(await filesOf(['nets/round.json', 'nets/device.json'])).toEqual(['nets/round.json', 'nets/device.json']);
    expect((await examine('nets/round.json')).findings).toMatchObject([{ code: 'file-unreadable', message: 'its links lead round in a circle' }]);
    expect((await examine('nets/device.json')).findings).toMatchObject([{ code: 'file-unreadable', message: 'this is a pipe or a device, not a file' }]);
  });

  it.skipIf(process.platform === 'win32')('come to an end where links go round', async () => {
    symlinkSync('..', 'nets/up');
    expect(await filesOf(['nets/**/b.json'])).toContain('nets/b.json');
  });

  it.each([
    [['nets'], 'this is a folder, not a file', '"nets/**/*.json"'],
    [['nets/'], 'this is a folder, not a file', '"nets/**/*.json"'],
    [['nets/z.json'], 'there is no such file', undefined],
    [['lenet'], 'there is no such file', 'lenet is a model of the zoo'],
    [['nets/*.toml'], 'no file matches', '.json, .yaml'],
    [['nets/*.md'], 'no model or recipe matches this pattern, though 1 file does', '.json, .yaml'],
    [['nets/b.json', 'nets/z*'], 'no file matches', '.json'],
  ])('%j is a wrong call', async (patterns, problem, remedy) => {
    await expect(filesOf(patterns)).rejects.toMatchObject({ explanation: { problem: expect.stringContaining(problem) as unknown, ...(remedy !== undefined && { remedy: expect.stringContaining(remedy) as unknown }) } });
  });
});
