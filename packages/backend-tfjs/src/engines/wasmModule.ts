import { ArchetypeError } from '@archetype/spec';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The Emscripten module that `BackendWasm` is built on, as far as it is used here. */
export type WasmModule = BackendWasm['wasm'] & {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  cwrap(name: string, returns: 'number' | null, parameters: readonly 'number'[]): (...values: readonly number[]) => number;
};

/** A module that has started. */
export interface StartedWasm {
  readonly module: WasmModule;
  readonly complaints: Complaints;
}

/** What the wasm code prints, which are complaints: taken by whoever made the call. */
export interface Complaints {
  take(): readonly string[];
}

/** The published binary makes its pool of workers this large at most. */
export const maxThreads = 8;

/** What the loader of the published package makes, as `BackendWasm` expects it: with the names of its C++ side, and an allocation that may fail. */
export function completed(module: WasmModule): WasmModule {
  throwWhenFull(module);
  return withFunctionTable(module);
}

function withFunctionTable(module: WasmModule): WasmModule {
  return Object.assign(module, {
    tfjs: {
      init: module.cwrap('init', null, []),
      initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
      getThreadsCount: module.cwrap('get_threads_count', 'number', []),
      registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
      disposeData: module.cwrap('dispose_data', null, ['number']),
      dispose: module.cwrap('dispose', null, []),
    },
  });
}

/** `BackendWasm` does not look whether an allocation succeeded, and would write over the start of the memory. */
function throwWhenFull(module: WasmModule): void {
  const allocate = module._malloc;
  module._malloc = (bytes: number): number => {
    const offset = allocate(bytes);
    if (offset !== 0 || bytes === 0) return offset;
    throw new ArchetypeError({
      code: 'tfjs-out-of-memory',
      subject: 'tfjs:wasm',
      problem: `no room for ${bytes} bytes more`,
      details: [`the WebAssembly memory holds ${module.HEAPU8.byteLength} bytes; its limit is 4 GiB`],
      remedy: 'use a smaller batch, or another engine',
    });
  };
}
