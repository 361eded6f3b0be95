import type { ModelSpec, Recipe } from '@archetype/spec';
import type { Engine, GraphSet, Program, TensorValues } from '../backend.js';
import type { RunDirectory } from '../run/runDirectory.js';
import type { BatchSource } from './batchSource.js';

export interface FitOptions {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly graphs: GraphSet;
  /** Compiled from `graphs`. What state it holds does not matter: that of `initial` or of the checkpoint is written to it. */
  readonly program: Program;
  /** For the record. */
  readonly engine: Pick<Engine, 'name' | 'environment'>;
  /**
   * Makes the state before the first step: `() => initialState({ model, recipe })`, perhaps with weights from a file over it. Called once, and not by a run that goes on from a checkpoint; what it
   * returns is not kept, since the program has it then.
   */
  readonly initial: () => TensorValues | Promise<TensorValues>;
  readonly training: BatchSource;
  /** Tested after each epoch. @defaultValue nothing is tested */
  readonly test?: BatchSource | undefined;
  /** Where events and checkpoints go; a run that has a checkpoint goes on from there. @defaultValue nothing is written */
  readonly run?: RunDirectory | undefined;
  /** Aborting it ends the run after the current step, saved. */
  readonly signal?: AbortSignal | undefined;
  readonly checkpointEvery?: CheckpointInterval;
  /** What follows a loss that is not finite; the warning comes either way. @defaultValue `'stop'` */
  readonly onDivergence?: 'stop' | 'continue';
}

/** When to save besides the beginning and the end of each epoch: whichever comes first. */
export interface CheckpointInterval {
  /** @defaultValue by time alone */
  readonly steps?: number;
  /** @defaultValue 60 */
  readonly seconds?: number;
}
