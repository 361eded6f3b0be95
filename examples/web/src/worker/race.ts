import type { Report } from '../messages.js';
import type { Entrant } from './entrant.js';

export interface RaceOptions {
  readonly entrants: readonly Entrant[];
  readonly report: (report: Report) => void;
  /** Called between two steps, when no engine is at work. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Trains the entrants in turn, a step each: so that their curves grow side by side, and each step has the whole machine while its time is taken.
 *
 * @returns whether all came to their end
 */
export async function race({ entrants, report, pause, signal }: RaceOptions): Promise<boolean> {
  const running = new Set(entrants);
  while (running.size > 0) {
    for (const entrant of running) {
      await pause();
      if (signal.aborted) return false;
      if (!(await advance(entrant, report))) running.delete(entrant);
    }
  }
  return true;
}

/** One step of training, and what comes with it. @returns false when there is none left */
async function advance({ engine, events }: Entrant, report: RaceOptions['report']): Promise<boolean> {
  const begun = performance.now();
  for (;;) {
    const { value: event, done } = await events.next();
    if (done === true) return false;
    if (event.event === 'step') {
      report({ kind: 'step', engine, step: event.step, loss: event.loss, milliseconds: performance.now() - begun });
      return true;
    }
    if (event.event === 'warning') report({ kind: 'warning', message: `${engine}: ${event.message}` });
    if (event.event === 'epoch') {
      const { epoch, trainAccuracy, testAccuracy = 0, imagesPerSecond } = event;
      report({ kind: 'epoch', engine, epoch, trainAccuracy, testAccuracy, imagesPerSecond });
    }
  }
}
