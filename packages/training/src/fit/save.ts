import type { Progress } from '../checkpoint/progress.js';
import type { CheckpointEvent } from './events.js';
import type { FitOptions } from './options.js';
import { stateData } from './restore.js';

/** Saves a run between two steps, when it has a directory. The event is in the log before the checkpoint that covers it. */
export async function* save({ run, program, graphs, recipe }: FitOptions, progress: Progress): AsyncGenerator<CheckpointEvent, void, void> {
  if (run === undefined) return;
  const state = stateData(graphs.training(recipe.batchSize), await program.readState());
  const { epoch, step } = progress;
  const event: CheckpointEvent = { event: 'checkpoint', epoch: epoch + (progress.batch > 0 ? 1 : 0), step, file: run.checkpointFile(step) };
  run.append(event);
  await run.save({ state, progress });
  yield event;
}
