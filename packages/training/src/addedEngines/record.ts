/** What `archetype engine add` writes down about an engine that it put into the cache folder: the file `engine.json` in the engine's folder. */
export interface EngineRecord {
  /** `tfjs:node`, `tfjs:node-gpu`, `ort:cuda` */
  readonly engine: string;
  /** What is loaded: a native module, or the folder of a package. Relative to the engine's folder. */
  readonly module: string;
  /** Versions of what it was made of, by name: `{ '@tensorflow/tfjs-node': '4.22.0', tensorflow: '2.21.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  /** `linux-x64` */
  readonly platform: string;
  /** The version of Node-API that it needs. */
  readonly napi: number;
  /** A library elsewhere that it was built against, as it then was. */
  readonly outside?: OutsideLibrary;
  /** What it takes up on disk. */
  readonly bytes: number;
  /** When it was added, ISO 8601. */
  readonly added: string;
}

/** A library that belongs to somebody else, who may replace it. */
export interface OutsideLibrary {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds, as file systems count. */
  readonly modified: number;
}

export const recordFile = 'engine.json';
