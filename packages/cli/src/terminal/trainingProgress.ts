import type { FitEvent } from '@archetype/training';
import { SingleBar } from 'cli-progress';
import { coloursOf } from './colours.js';
import { note } from './output.js';
import { count, duration, lossOf, percent } from './quantities.js';

export interface TrainingProgress {
  show(event: FitEvent): void;
  end(): void;
}

/** Between two updates of the speed, in seconds: shorter makes the number flicker. */
const SPEED_WINDOW = 1;

/**
 * Training as it happens, on standard error: on a terminal a bar with loss, images/s and time left; elsewhere a line an
 * epoch. What the run came to is a result, and not printed here.
 */
export function trainingProgress(): TrainingProgress {
  const { dim, yellow, bold } = coloursOf(process.stderr);
  const interactive = process.stderr.isTTY === true;
  let bar: SingleBar | undefined;
  let plan = { batchSize: 0, images: 0, stepsPerEpoch: 1, epochs: 1 };
  let since = { time: performance.now(), step: 0 };
  let speed = 0;

  const end = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const said = (text: string): void => {
    end();
    note(text);
  };

  return {
    end,
    show(event) {
      switch (event.event) {
        case 'start': {
          plan = { batchSize: event.batchSize, images: event.trainingImages, stepsPerEpoch: event.stepsPerEpoch, epochs: event.epochs };
          since = { time: performance.now(), step: event.resumedAt?.step ?? 0 };
          return;
        }
        case 'step': {
          if (!interactive) return;
          const seconds = (performance.now() - since.time) / 1000;
          if (seconds >= SPEED_WINDOW || speed === 0) {
            speed = ((event.step - since.step) * plan.batchSize) / seconds;
            if (seconds >= SPEED_WINDOW) since = { time: performance.now(), step: event.step };
          }
          const done = event.step - (event.epoch - 1) * plan.stepsPerEpoch;
          const left = (((plan.epochs - event.epoch + 1) * plan.stepsPerEpoch - done) * plan.batchSize) / speed;
          const shown = { loss: lossOf(event.loss), speed: count(speed), left: duration(left) };
          if (bar === undefined) {
            bar = new SingleBar({
              format: `  epoch ${event.epoch} of ${plan.epochs} {bar} {value}/{total}  loss {loss}  {speed} images/s  {left} left`,
              barsize: 20,
              barCompleteChar: '█',
              barIncompleteChar: '░',
              hideCursor: true,
              clearOnComplete: true,
              stream: process.stderr,
            });
            bar.start(plan.stepsPerEpoch, done, shown);
          } else bar.update(done, shown);
          return;
        }
        case 'epoch': {
          const tested = event.testAccuracy === undefined ? '' : `  test ${bold(percent(event.testAccuracy))}`;
          said(
            `  epoch ${String(event.epoch).padStart(String(plan.epochs).length)}  loss ${lossOf(event.trainLoss)}  train ${percent(event.trainAccuracy)}${tested}  ` +
              dim(`${count(event.imagesPerSecond)} images/s, ${duration(event.seconds)}`),
          );
          // The test after the epoch is not part of the next one's speed.
          since = { time: performance.now(), step: event.step };
          speed = 0;
          return;
        }
        case 'warning':
          return said(yellow(`  warning: ${event.message}`));
        case 'checkpoint':
        case 'interrupted':
        case 'end':
          return;
      }
    },
  };
}
