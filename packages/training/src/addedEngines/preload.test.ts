import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AddedEngine } from './find.js';
import { preloadLibraries } from './preload.js';

/** Small libraries that no Node has loaded, where the usual distributions of Linux keep them. */
const candidates = ['libresolv.so.2', 'libutil.so.1', 'libanl.so.1', 'libnsl.so.1'].flatMap((name) =>
  ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/lib64'].map((folder) => ({ folder, name })),
);
const isLoaded = (path: string): boolean => readFileSync('/proc/self/maps', 'utf8').includes(realpathSync(path));
const found = candidates.find(({ folder, name }) => existsSync(`${folder}/${name}`) && !isLoaded(`${folder}/${name}`));
const engine = (folder: string, preload: readonly string[]) => ({ folder, preload }) as unknown as AddedEngine;

describe('libraries that are loaded beforehand', () => {
  it.runIf(found !== undefined)('stay in the process', () => {
    preloadLibraries(engine(found!.folder, [found!.name]));
    expect(isLoaded(`${found!.folder}/${found!.name}`)).toBe(true);
  });

  it('are missed by their name', () => {
    expect(() => preloadLibraries(engine('/nowhere', ['libmissing.so.1']))).toThrow('libmissing.so.1');
  });
});
