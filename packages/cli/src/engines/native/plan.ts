import type { EngineRecord } from '@archetype/training/added-engines';

/** What adding an engine will do, worked out before anything is fetched or written. */
export interface Plan {
  /** The name of the folder: the versions of what it is made of. */
  readonly id: string;
  /** Sentences for the user, such as where TensorFlow comes from. */
  readonly says: readonly string[];
  /** Bytes that go over the network, about. */
  readonly fetched: number;
  /** Bytes that it takes up meanwhile, about. */
  readonly needed: number;
  /** Makes the engine in an empty folder, and says what it is made of. */
  build(folder: string, work: Work): Promise<Omit<EngineRecord, 'engine' | 'bytes' | 'added'>>;
}

/** What a build is given. */
export interface Work {
  readonly signal: AbortSignal;
  /** An empty folder for what is not to stay. */
  readonly scratch: string;
  /** Says what is being done, and when it is a download, how large it is and where it grows. */
  step(sentence: string, download?: { readonly total: number; readonly folders: readonly string[] }): void;
}

export interface PlanOptions {
  readonly signal: AbortSignal;
  /** Add it although no NVIDIA driver is here. */
  readonly withoutCard: boolean;
}
