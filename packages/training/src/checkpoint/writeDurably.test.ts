import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled, start } from '../../testing/bundled.js';
import { withoutPrivileges } from '../../testing/withoutPrivileges.js';
import { fileFault } from './fileFault.js';
import { writeDurably } from './writeDurably.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archetype-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('writeDurably', () => {
  it('writes the pieces one after another, in place of what was there', async () => {
    const path = join(folder, 'file');
    await writeDurably(path, [bytes('old and longer')]);
    await writeDurably(path, [bytes('ne'), bytes(''), bytes('w')]);
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('that fails leaves what was there, and no temporary file', async () => {
    const below = join(folder, 'below');
    await mkdir(join(below, 'folder', 'full'), { recursive: true });
    // A folder that holds something cannot be replaced by a file.
    await expect(writeDurably(join(below, 'folder'), [bytes('x')])).rejects.toMatchObject({ name: 'ArchetypeError' });
    expect(await readdir(below)).toEqual(['folder']);
  });

  it('into a folder of others is an error with the path', async () => {
    const path = join(folder, 'readonly');
    await mkdir(path);
    await chmod(path, 0o555);
    await withoutPrivileges(() => expect(writeDurably(join(path, 'file'), [bytes('x')])).rejects.toMatchObject({ code: 'file-not-permitted' }));
  });
});

describe('a process that is killed while it writes', () => {
  it('leaves the old content or the new, whole', { timeout: 60_000 }, async () => {
    const writing = await bundled('endlessWriting', folder);
    const path = join(folder, 'versions');
    for (let kill = 0; kill < 8; kill++) {
      const { process: child, finished } = start(writing, [path]);
      child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), 40 * Math.random()));
      expect(await finished).toMatchObject({ exitCode: null });
      const content = await readFile(path);
      expect(content).toHaveLength(4 * 2 ** 20);
      expect(content.every((byte) => byte === content[0])).toBe(true);
    }
  });
});

describe('fileFault', () => {
  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'file-not-permitted'],
    ['EACCES', 'file-not-permitted'],
    ['EIO', 'file-system'],
  ])('makes of %s the code %s, with path and remedy', (system, code) => {
    const error = Object.assign(new Error(`${system}: it failed`), { code: system });
    expect(fileFault(error, '/runs/a', 'write')).toMatchObject({ code, message: expect.stringMatching(/^\/runs\/a: cannot write it: .*\n {2}\S/) as string });
  });

  it('leaves what is not of the file system as it is', () => {
    const error = new TypeError('a defect');
    expect(fileFault(error, '/runs/a', 'write')).toBe(error);
  });
});
