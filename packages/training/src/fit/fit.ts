import type { TensorInfo } from '@archetype/spec';
import { noSums, type Progress } from '../checkpoint/progress.js';
import { learningRate } from '../schedules/learningRate.js';
import { divergenceRemedy, watchAccuracy, type Split } from './divergence.js';
import { evaluate, type Evaluation } from './evaluate.js';
import type { EndEvent, EpochEvent, FitEvent, InterruptedEvent, StartEvent, WarningEvent } from './events.js';
import { classesOf } from './feeds.js';
import type { FitOptions } from './options.js';
import { restore } from './restore.js';
import { save } from './save.js';
import { trainEpoch } from './trainEpoch.js';

/**
 * Trains a model by its recipe and tells what happens, event by event; nothing goes on between two reads of the generator. The events are also in the
 * run directory, when there is one. With the same model, recipe, data and engine, every loss and the weights are the same bits, however often the run was
 * killed and resumed on the way.
 *
 * A loss that is not finite ends the run with the event `end`, reason `diverged`; an aborted signal with the event `interrupted`. Neither throws.
 *
 * @throws ArchetypeError for data or a checkpoint that do not fit the model, or a disk that is full; what the engine throws
 */
export async function* fit(options: FitOptions): AsyncGenerator<FitEvent, void, void> {
  const { recipe, run, program, graphs, test, signal } = options;
  const record = <Event extends FitEvent>(event: Event): Event => {
    run?.append(event);
    return event;
  };
  let progress = await restore(options);
  yield record(startEvent(options, progress));
  if (run?.checkpoint === undefined) yield* save(options, progress);
  while (progress.epoch < recipe.epochs) {
    const trained = yield* trainEpoch(options, progress);
    progress = trained.progress;
    if (trained.ended === 'diverged') {
      yield record(endEvent(progress, 'diverged'));
      return;
    }
    const tested = test === undefined || trained.ended === 'aborted' ? undefined : await evaluate(program, graphs, test, signal);
    if (trained.ended === 'aborted' || (test !== undefined && tested === undefined)) {
      yield* save(options, progress);
      yield record(interruptedEvent(options, progress));
      return;
    }
    const closed = closeEpoch(options, progress, tested);
    progress = closed.progress;
    yield record(closed.epoch);
    for (const warning of closed.warnings) yield record(warning);
    yield* save(options, progress);
  }
  yield record(endEvent(progress, 'completed'));
}

/** The event of an epoch that is trained and tested, and the progress with which the next one begins. */
function closeEpoch(
  { recipe, graphs, training }: FitOptions,
  progress: Progress,
  tested: Evaluation | undefined,
): { readonly progress: Progress; readonly epoch: EpochEvent; readonly warnings: readonly WarningEvent[] } {
  const { sums, step } = progress;
  const number = progress.epoch + 1;
  const results = {
    trainLoss: sums.loss / sums.images,
    trainAccuracy: sums.correct / sums.images,
    ...(tested === undefined ? {} : { testLoss: tested.meanLoss, testAccuracy: tested.accuracy }),
  };
  const classes = classesOf(graphs.training(recipe.batchSize));
  const trainWatch = watchAccuracy(progress.learnt, 'training', results.trainAccuracy, sums.images, classes);
  const testWatch = tested === undefined ? { ...trainWatch, collapsed: false } : watchAccuracy(trainWatch.learnt, 'test', tested.accuracy, tested.images, classes);
  const accuracies: [Split, number, boolean][] = [
    ['training', results.trainAccuracy, trainWatch.collapsed],
    ['test', tested?.accuracy ?? 0, testWatch.collapsed],
  ];
  const clock = { step: step - 1, steps: recipe.epochs * training.batches, stepsPerEpoch: training.batches };
  return {
    progress: {
      epoch: number,
      batch: 0,
      step,
      sums: noSums,
      seconds: progress.seconds + sums.seconds,
      learnt: testWatch.learnt,
      last: results,
    },
    epoch: {
      event: 'epoch',
      epoch: number,
      step,
      ...results,
      imagesPerSecond: sums.images / sums.seconds,
      learningRate: learningRate(recipe, clock),
      seconds: sums.seconds,
    },
    warnings: accuracies.filter(([, , collapsed]) => collapsed).map(([split, accuracy]) => backToChance(number, step, split, accuracy, classes)),
  };
}

function backToChance(epoch: number, step: number, split: Split, accuracy: number, classes: number): WarningEvent {
  const figures = `${accuracy.toFixed(4)}, and guessing gives ${(1 / classes).toFixed(4)}`;
  const message = `the ${split} accuracy is ${figures}, after it had been better: the run has diverged; ${divergenceRemedy}`;
  return { event: 'warning', code: 'back-to-chance', epoch, step, message };
}

function startEvent({ model, recipe, engine, graphs, training, test, run }: FitOptions, progress: Progress): StartEvent {
  const { state, tensors } = graphs.training(recipe.batchSize);
  const trained = state.filter(({ trainable }) => trainable).map(({ name }) => tensors.get(name) as TensorInfo);
  return {
    event: 'start',
    model: model.name,
    recipe: recipe.name,
    engine: engine.name,
    environment: engine.environment,
    seed: recipe.seed,
    batchSize: recipe.batchSize,
    epochs: recipe.epochs,
    stepsPerEpoch: training.batches,
    trainingImages: training.images,
    ...(test === undefined ? {} : { testImages: test.images }),
    parameters: trained.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0),
    ...(run?.checkpoint === undefined ? {} : { resumedAt: { epoch: progress.epoch + (progress.batch > 0 ? 1 : 0), step: progress.step } }),
  };
}

function interruptedEvent({ run }: FitOptions, { epoch, batch, step }: Progress): InterruptedEvent {
  return { event: 'interrupted', epoch: epoch + (batch > 0 ? 1 : 0), step, ...(run === undefined ? {} : { directory: run.path }) };
}

function endEvent({ epoch, step, seconds, sums, last }: Progress, reason: EndEvent['reason']): EndEvent {
  return { event: 'end', reason, epochs: epoch, steps: step, ...last, seconds: seconds + sums.seconds };
}
