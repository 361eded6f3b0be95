import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimPartialFile, releasePartialFile } from './partialFile.js';

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'partial-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (owner: string, content: string, ageMinutes = 0) => {
  const path = join(folder, `f.gz.${owner}.part`);
  await writeFile(path, content);
  const time = Date.now() / 1000 - 60 * ageMinutes;
  await utimes(path, time, time);
};
/** What a claimed file begins with; undefined where it is a new one. */
const claimed = async () => {
  const path = await claimPartialFile(folder, 'f.gz');
  return readFile(path, 'utf8').catch(() => undefined);
};

describe('claimPartialFile', () => {
  it('takes over the longest file that nobody works on, and removes the others', async () => {
    await put(`${host}-${deadPid}-aa`, 'killed');
    await put('released-bb', 'given up');
    await put(`${host}-${process.pid}-cc`, 'live here');
    await put('01234567-1-dd', 'live on another host');
    expect(await claimed()).toBe('given up');
    const left = await readdir(folder);
    expect(left.length).toBe(3);
    expect(left).toContain('f.gz.01234567-1-dd.part');
    expect(left).toContain(`f.gz.${host}-${process.pid}-cc.part`);
  });

  it('takes over any that has not been written for ten minutes', async () => {
    await put('01234567-1-dd', 'from another host', 11);
    expect(await claimed()).toBe('from another host');
  });

  it('leaves those of other files alone', async () => {
    await writeFile(join(folder, 'other.gz.released-aa.part'), 'other');
    await writeFile(join(folder, 'f.gz'), 'in place');
    expect(await claimed()).toBeUndefined();
    expect((await readdir(folder)).length).toBe(2);
  });

  it('gives one file to one of several claimants', async () => {
    await put('released-bb', 'once');
    const found = await Promise.all(Array.from({ length: 8 }, claimed));
    expect(found.filter((content) => content !== undefined)).toEqual(['once']);
  });
});

describe('releasePartialFile', () => {
  it('leaves what was received for the next, and nothing of nothing', async () => {
    const path = await claimPartialFile(folder, 'f.gz');
    await writeFile(path, 'half');
    await releasePartialFile(path, folder, 'f.gz');
    expect(await claimed()).toBe('half');
    await rm(folder, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'partial-'));
    const empty = await claimPartialFile(folder, 'f.gz');
    await writeFile(empty, '');
    await releasePartialFile(empty, folder, 'f.gz');
    expect(await readdir(folder)).toEqual([]);
  });
});
