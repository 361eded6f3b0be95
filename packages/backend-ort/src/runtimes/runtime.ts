import type * as Common from 'onnxruntime-common';
import type { EngineOptions } from '@archetype/training';

/** The part of ONNX Runtime's JavaScript interface that is used; onnxruntime-node and onnxruntime-web share it. */
export type Runtime = Pick<typeof Common, 'InferenceSession' | 'Tensor' | 'env'>;

export interface LoadedRuntime {
  readonly runtime: Runtime;
  /** Such as `onnxruntime-node 1.30.0`. */
  readonly version: string;
}

/** Why something cannot be had, and what would bring it. */
export interface Missing {
  readonly reason: string;
  readonly fix: string;
}

/** Where the files of onnxruntime-web are fetched from: a folder's URL, or that of each file. */
export type WasmPaths = string | { readonly mjs?: string; readonly wasm?: string };

export interface RuntimeOptions extends EngineOptions {
  /**
   * For `wasm` in a page that is bundled: the folder's URL where `ort-wasm-simd-threaded.mjs` and `.wasm` of onnxruntime-web are served. Threads need it, for each
   * of them loads the first file. Read when the first session of the page is opened.
   * @defaultValue beside the script that onnxruntime-web is part of; in Node, the installed package
   */
  readonly wasmPaths?: WasmPaths;
}

/** A build of ONNX Runtime that may be there. */
export interface RuntimeSource {
  load(): Promise<LoadedRuntime | Missing>;
  /**
   * Prepares the loaded runtime for sessions, and says how many threads each will have.
   *
   * @throws ArchetypeError where the number asked for cannot be had
   */
  threads(runtime: Runtime, engine: string, options: RuntimeOptions): number;
}

/** `import()` of a CommonJS package gives its exports as `default`, and of an ES module as they are. */
export const exportsOf = (loaded: Runtime & { readonly default?: Runtime }): Runtime => loaded.default ?? loaded;
