import type { ModelSpec, Recipe } from '@archetype/spec';
import type { FitEvent } from '../fit/events.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';

/** A run directory that this process holds the lock of. */
export interface RunDirectory {
  /** Absolute. */
  readonly path: string;
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** What the run resumes from; undefined for one that has saved nothing yet. */
  readonly checkpoint: Checkpoint | undefined;
  /** Adds a line to `events.jsonl`. */
  append(event: FitEvent): void;
  /** Writes a checkpoint that covers all events appended so far, durably, then removes those that it replaces. */
  save(checkpoint: Omit<Checkpoint, 'eventBytes'>): Promise<void>;
  /** Lets go of the lock. */
  close(): Promise<void>;
}

export interface NewRun {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  /** Versions, device, threads, data, command line. */
  readonly environment: Readonly<Record<string, unknown>>;
}

/** Makes a run directory (an empty or missing folder) with `model.json`, `recipe.json` and `environment.json`, and locks it. */
export declare function createRunDirectory(path: string, run: NewRun): Promise<RunDirectory>;

/** Locks a run directory and reads it, cut back to its newest checkpoint. */
export declare function resumeRunDirectory(path: string): Promise<RunDirectory>;
