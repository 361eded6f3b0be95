import { constants } from 'node:os';
import { join } from 'node:path';
import type { AddedEngine } from './find.js';

/** Of dlopen(3), which Node has no name for: the library stays when it is closed. */
const keepLoaded = 0x1000;

/**
 * Brings the libraries that an engine's module will ask for by name into the process: the loader's path is read when a process starts, and
 * a module without a run path finds only what is loaded already.
 *
 * Node opens each as if it were a native module, finds that it is none, and closes it again, which `keepLoaded` makes an open without end.
 *
 * @throws what the loader says of a library that cannot be loaded
 */
export function preloadLibraries({ folder, preload = [] }: AddedEngine): void {
  for (const name of preload) {
    try {
      process.dlopen({ exports: {} }, join(folder, name), constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | keepLoaded);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('Module did not self-register'))) throw error;
    }
  }
}
