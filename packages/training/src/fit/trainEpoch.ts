import { lossOptions, type Recipe } from '@archetype/spec';
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
 * started, or as many more as the device makes in a run, so that it is not waited for, but before a checkpoint, so that its sums are whole.
 */
export async function* trainEpoch(options: FitOptions, start: Progress): AsyncGenerator<FitEvent, TrainedEpoch, void> {
  const { program, signal, training } = options;
  const { stepsPerRun = 1 } = program;
  const isDue = checkpointTimer(options);
  let progress = start;
  const unread: UnreadStep[] = [];
  let prepared = prepare(options, start.batch, start.step);
  /** Steps done on the device. */
  let done = start.step;
  async function* settleAllBut(last: number): AsyncGenerator<FitEvent, void, void> {
    while (unread.length > last && !mustStop(options, progress)) progress = yield* settle(options, progress, unread.shift()!);
  }
  for (;;) {
    const over = prepared === undefined || signal?.aborted === true;
    if (unread.length > 0 && (over || isDue(done))) {
      yield* settleAllBut(0);
      if (mustStop(options, progress)) return { progress, ended: 'diverged' };
      if (!over) yield* save(options, progress);
    }
    if (prepared === undefined || over) break;
    const begun = performance.now();
    const { feeds, images }: PreparedStep = prepared;
    const [following, next]: [number, number] = [start.batch + done + 1 - start.step, done + 1];
    const [read, after] = await meanwhile(program.step(feeds), () => prepare(options, following, next));
    progress = addSeconds(progress, begun);
    done = next;
    prepared = after;
    unread.push({ read, images });
    yield* settleAllBut(stepsPerRun);
    if (mustStop(options, progress)) return { progress, ended: 'diverged' };
  }
  return { progress, ended: progress.batch < training.batches ? 'aborted' : 'whole' };
}

/** Does something while a step runs. Where that fails the step is waited for all the same: whoever catches the error disposes of the program. */
async function meanwhile<Read, Made>(running: Promise<Read>, make: () => Made): Promise<readonly [Read, Made]> {
  try {
    // Once it is under way.
    await Promise.resolve();
    const made = make();
    return [await running, made];
  } finally {
    await running.catch(() => undefined);
  }
}

/** Reads the metrics of a step, tells of them, and adds them up. */
async function* settle({ run, recipe }: FitOptions, progress: Progress, { read, images }: UnreadStep): AsyncGenerator<FitEvent, Progress, void> {
  const begun = performance.now();
  const metrics = ofAnImage(await read(), images, recipe);
  const settled = addSeconds(add(progress, metrics, images), begun);
  const event: StepEvent = { event: 'step', epoch: settled.epoch + 1, step: settled.step, loss: metrics.loss };
  run?.append(event);
  yield event;
  if (Number.isFinite(settled.sums.loss) || !Number.isFinite(progress.sums.loss)) return settled;
  const warning = notFinite(settled, metrics.loss);
  run?.append(warning);
  yield warning;
  return settled;
}

function mustStop({ onDivergence = 'stop' }: FitOptions, { sums }: Progress): boolean {
  return onDivergence === 'stop' && !Number.isFinite(sums.loss);
}

function prepare({ training, graphs, recipe }: FitOptions, batch: number, step: number): PreparedStep | undefined {
  if (batch >= training.batches) return undefined;
  const clock: Clock = { step, steps: recipe.epochs * training.batches, stepsPerEpoch: training.batches };
  const content = training.batch(Math.floor(step / training.batches), batch);
  const images = content.labels.length;
  return { feeds: trainingFeeds(graphs.training(images), content, recipe, clock), images };
}

/** The loss of an image, whichever way the graph reduces that of the batch. */
const ofAnImage = ({ loss, correct }: StepMetrics, images: number, { loss: kind }: Recipe): StepMetrics => ({
  loss: lossOptions(kind).reduction === 'sum' ? loss / images : loss,
  correct,
});

/** The loss is the mean over the batch, so that of a smaller batch weighs less. */
function add(progress: Progress, { loss, correct }: StepMetrics, images: number): Progress {
  const { sums } = progress;
  return {
    ...progress,
    batch: progress.batch + 1,
    step: progress.step + 1,
    sums: { ...sums, loss: sums.loss + loss * images, correct: sums.correct + correct, images: sums.images + images },
  };
}

function addSeconds(progress: Progress, begun: number): Progress {
  return { ...progress, sums: { ...progress.sums, seconds: progress.sums.seconds + (performance.now() - begun) / 1000 } };
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
