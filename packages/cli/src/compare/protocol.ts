import type { ModelSpec, Recipe, TensorName } from '@archetype/spec';
import type { EngineOptions, FitEvent, TensorValues } from '@archetype/training';
import type { EngineRequest } from '../engines/request.js';
import type { Classification } from '../evaluate/classify.js';
import type { DataChoice, DataRecord } from '../train/data.js';

/** What an engine's process is to do; the same for every engine but for `engine` and `weightsFile`. */
export interface Task extends EngineOptions {
  readonly engine: EngineRequest;
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly data: DataChoice;
  readonly weights?: string;
  /** Steps in all; the recipe's epochs without it. */
  readonly steps?: number;
  /** Where the trained weights go. */
  readonly weightsFile: string;
}

/** To an engine's process. Each is answered once, in order; `train` sends events before its answer. */
export type Request =
  | { readonly request: 'train'; readonly task: Task }
  /** Ends the training after the current step. Not answered. */
  | { readonly request: 'stop' }
  /** The whole state before a step, in a run from the beginning. */
  | { readonly request: 'stateBefore'; readonly step: number }
  /** Tensors of one step from the given state. Nothing is trained. */
  | { readonly request: 'inspect'; readonly step: number; readonly state: TensorValues; readonly names: readonly TensorName[] };

/** From an engine's process. */
export type Response =
  | { readonly response: 'event'; readonly event: FitEvent }
  | { readonly response: 'trained'; readonly trained: Trained }
  | { readonly response: 'tensors'; readonly tensors: TensorValues }
  | { readonly response: 'failed'; readonly failure: Failure };

export interface Trained {
  readonly data: DataRecord;
  /** The most memory that the process has held, in bytes: `ru_maxrss`. */
  readonly peakMemoryBytes: number;
  readonly interrupted: boolean;
  readonly test?: Classification;
}

export interface Failure {
  /** The user's to mend; otherwise a defect of ours or of the runtime. */
  readonly explained: boolean;
  readonly message: string;
  readonly stack?: string;
}
