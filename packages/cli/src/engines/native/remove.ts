import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { engineDirectory, lockEngine } from '@archetype/training/added-engines';
import { print, printJson } from '../../terminal/output.js';
import { bytes } from '../../terminal/quantities.js';
import { probeAll } from '../probe.js';
import type { NativeEngineName } from './engines.js';
import { folderSize } from './folderSize.js';

/** `archetype engine remove NAME`: every version of it, and what was left of earlier tries. */
export async function removeEngine(engine: NativeEngineName, json: boolean): Promise<void> {
  const unlock = lockEngine(engine);
  try {
    const directory = engineDirectory(engine);
    const names = (await readdir(directory)).filter((name) => !name.startsWith('lock'));
    let freed = 0;
    for (const name of names) {
      freed += await folderSize(join(directory, name));
      // Out of the way first: a removal that is cut short leaves nothing that looks whole.
      const doomed = join(directory, `adding-${process.pid}`);
      await rename(join(directory, name), doomed);
      await rm(doomed, { recursive: true, force: true });
    }
    if (json) printJson({ engine, removed: names.length, bytes: freed, engines: await probeAll([engine]) });
    else print(names.length === 0 ? `${engine} was not in the cache folder.` : `${engine} is removed: ${bytes(freed)} freed.`);
  } finally {
    unlock();
  }
}
