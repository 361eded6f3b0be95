import { note } from '../terminal/output.js';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Gives the keyboard back. */
  release(): void;
}

/** The first SIGINT (Ctrl-C) or SIGTERM asks to stop after the current step; the second leaves at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const interrupted = (): void => {
    if (controller.signal.aborted) process.exit(130);
    note('\n  finishing the step; again to leave at once');
    controller.abort();
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    },
  };
}
