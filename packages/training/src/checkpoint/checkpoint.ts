import type { TensorValues } from '../backend.js';

/** A run between two steps: with the recipe, the model and the data, all that the rest of it depends on. */
export interface Checkpoint {
  readonly state: TensorValues;
  readonly progress: Progress;
  /** The length of `events.jsonl` up to which its events are this run's past. */
  readonly eventBytes: number;
}

export interface Progress {
  /** Whole epochs done, tests included. */
  readonly epoch: number;
  /** Batches done of the next epoch. */
  readonly batch: number;
  /** Steps done in all. */
  readonly step: number;
}
