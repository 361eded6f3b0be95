import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundled, start } from '../../testing/bundled.js';
import { takeLock } from './lock.js';
import { processStart } from './processStart.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archetype-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

/** The number of a process that is gone. */
async function deadProcess(): Promise<number> {
  const { process: child, finished } = start('-e', ['0']);
  await finished;
  return child.pid as number;
}

const owner = (more: object): string => JSON.stringify({ id: 'other', pid: process.pid, host: hostname(), started: processStart(process.pid) ?? null, ...more });
const refused = expect.objectContaining({ code: 'run-locked', message: expect.stringContaining(`process ${process.pid} on ${hostname()}`) as string }) as Error;

describe('a lock', () => {
  it('is held by one at a time, and can be taken again when let go', () => {
    const release = takeLock(path, 'run');
    expect(() => takeLock(path, 'run')).toThrow(refused);
    release();
    takeLock(path, 'run')();
  });

  it('leaves nothing behind', async () => {
    takeLock(path, 'run')();
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a process that is gone is taken over', async () => {
    await writeFile(path, owner({ pid: await deadProcess(), started: null }));
    takeLock(path, 'run')();
    expect(await readdir(folder)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('of a process that is gone is taken over, when another has its number now', async () => {
    await writeFile(path, owner({ started: 'long ago' }));
    takeLock(path, 'run')();
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a process on another machine is respected', async () => {
    await writeFile(path, owner({ host: 'elsewhere', pid: 1 }));
    expect(() => takeLock(path, 'run')).toThrow(expect.objectContaining({ code: 'run-locked', message: expect.stringContaining('process 1 on elsewhere') as string }));
  });

  it.each(['', '{"id":'])('with the content %j, cut off by a kill long ago, is taken over', async (content) => {
    await writeFile(path, content);
    await utimes(path, new Date(0), new Date(0));
    takeLock(path, 'run')();
    expect(await readdir(folder)).toEqual([]);
  });

  it('that was cut off by a kill, before the clock was set back, is taken over', async () => {
    await writeFile(path, '');
    const tomorrow = new Date(Date.now() + 86_400_000);
    await utimes(path, tomorrow, tomorrow);
    takeLock(path, 'run')();
    expect(await readdir(folder)).toEqual([]);
  });

  it('whose take-over was cut off by a kill long ago is taken over', async () => {
    await writeFile(path, owner({ pid: await deadProcess(), started: null }));
    await writeFile(`${path}.takeover`, 'other');
    await utimes(`${path}.takeover`, new Date(0), new Date(0));
    takeLock(path, 'run')();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not taken from the holder by what it lets go late', () => {
    const release = takeLock(path, 'run');
    release();
    const held = takeLock(path, 'run');
    release();
    expect(() => takeLock(path, 'run')).toThrow(refused);
    held();
  });

  it('of a process that is gone is taken over by one of many that try at once', { timeout: 60_000 }, async () => {
    const contender = await bundled('lockContender', folder);
    for (let round = 0; round < 2; round++) {
      await writeFile(path, owner({ pid: await deadProcess(), started: null }));
      const at = String(Date.now() + 700);
      const contenders = Array.from({ length: 6 }, () => start(contender, [path, at]));
      let gone = 0;
      // The one that has it holds it until all others are gone.
      const endLast = (): void => void (++gone === 5 && contenders.forEach(({ process: child }) => child.kill('SIGKILL')));
      const outcomes = await Promise.all(contenders.map(({ finished }) => finished.finally(endLast).then(({ output }) => output)));
      expect(outcomes.toSorted()).toEqual(['run-locked', 'run-locked', 'run-locked', 'run-locked', 'run-locked', 'taken']);
    }
  });

  it('in a folder that is not there is an error with the path', () => {
    const missing = join(folder, 'none', 'lock');
    expect(() => takeLock(missing, 'run')).toThrow(expect.objectContaining({ code: 'file-missing', message: expect.stringContaining(missing) as string }));
  });
});
