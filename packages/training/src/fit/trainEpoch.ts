import type { Feeds, MetricsReader, StepMetrics } from '../backend.js';
import type { Progress } from '../checkpoint/progress.js';
import type { Clock } from '../schedules/rule.js';
import { divergenceRemedy } from './divergence.js';
import type { FitEvent, StepEvent, WarningEvent } from './events.js';
import { trainingFeeds } from './feeds.js';
import type { FitOptions } from './options.js';
import { save } from './save.js';

export interface TrainedEpoch {
  readonly progress: Progress;
  readonly ended: 'whole' | 'aborted' | 'diverged';
}

interface PreparedStep {
  readonly feeds: Feeds;
  readonly images: number;
}

/** A step that is done on the device, its metrics not read yet. */
interface UnreadStep {
  readonly read: MetricsReader;
  readonly images: number;
}

/**
 * Trains the rest of the epoch under way. While a step runs, the next batch is made; the metrics of a step are read after the next one was
 * started, so that a device is not waited for, but before a checkpoint, so that its sums are whole.
 */
export async function* trainEpoch(options: FitOptions, start: Progress): AsyncGenerator<FitEvent, TrainedEpoch, void> {
  const { program, signal, run, onDivergence = 'stop' } = options;
  const isDue = checkpointTimer(options);
  let progress = start;
  let unread: UnreadStep | undefined;
  let prepared = prepare(options, start.batch, start.step);
  let dispatched = start.batch;
  while (prepared !== undefined) {
    if (signal?.aborted === true && unread === undefined) return { progress, ended: 'aborted' };
    const begun = performance.now();
    const { feeds, images }: PreparedStep = prepared;
    dispatched += 1;
    const step = start.step + dispatched - start.batch;
    const [read, following]: [MetricsReader, PreparedStep | undefined] = await Promise.all([
      program.step(feeds),
      Promise.resolve().then(() => prepare(options, dispatched, step)),
    ]);
    prepared = following;
    const due = isDue(step);
    const pause = following === undefined || due || signal?.aborted === true;
    const done = unread === undefined ? [] : [await settle(unread)];
    unread = { read, images };
    if (pause) {
      done.push(await settle(unread));
      unread = undefined;
    }
    progress = { ...progress, sums: { ...progress.sums, seconds: progress.sums.seconds + (performance.now() - begun) / 1000 } };
    for (const metrics of done) {
      const wasFinite = Number.isFinite(progress.sums.loss);
      progress = add(progress, metrics);
      const event: StepEvent = { event: 'step', epoch: progress.epoch + 1, step: progress.step, loss: metrics.loss };
      run?.append(event);
      yield event;
      if (Number.isFinite(metrics.loss) || !wasFinite) continue;
      const warning = notFinite(progress, metrics.loss);
      run?.append(warning);
      yield warning;
      if (onDivergence === 'stop') return { progress, ended: 'diverged' };
    }
    if (due && following !== undefined) yield* save(options, progress);
  }
  return { progress, ended: signal?.aborted === true && progress.batch < options.training.batches ? 'aborted' : 'whole' };
}

function prepare({ training, graphs, recipe }: FitOptions, batch: number, step: number): PreparedStep | undefined {
  if (batch >= training.batches) return undefined;
  const clock: Clock = { step, steps: recipe.epochs * training.batches, stepsPerEpoch: training.batches };
  const content = training.batch(Math.floor(step / training.batches), batch);
  const images = content.labels.length;
  return { feeds: trainingFeeds(graphs.training(images), content, recipe, clock), images };
}

async function settle({ read, images }: UnreadStep): Promise<StepMetrics & { readonly images: number }> {
  return { ...(await read()), images };
}

/** The graph's loss is the mean over the batch, so that of a smaller batch weighs less. */
function add(progress: Progress, { loss, correct, images }: StepMetrics & { readonly images: number }): Progress {
  const { sums } = progress;
  return {
    ...progress,
    batch: progress.batch + 1,
    step: progress.step + 1,
    sums: { ...sums, loss: sums.loss + loss * images, correct: sums.correct + correct, images: sums.images + images },
  };
}

/** Says after which steps a checkpoint is due. */
function checkpointTimer({ run, checkpointEvery: { steps = Infinity, seconds = 60 } = {} }: FitOptions): (step: number) => boolean {
  let saved = performance.now();
  return (step) => {
    const now = performance.now();
    if (run === undefined || (step % steps !== 0 && now - saved < seconds * 1000)) return false;
    saved = now;
    return true;
  };
}

function notFinite({ epoch, step }: Progress, loss: number): WarningEvent {
  const message = `the loss is ${loss} at step ${step}, in epoch ${epoch + 1}: the weights have diverged; ${divergenceRemedy}`;
  return { event: 'warning', code: 'loss-not-finite', epoch: epoch + 1, step, message };
}
