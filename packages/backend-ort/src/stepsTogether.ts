import type { Feeds, MetricsReader, StepMetrics } from '@archetype/training';
import type { LoopSession } from './loopSession.js';
import type { State } from './state/state.js';

/** Steps that wait to be made in one run. */
export interface StepsTogether {
  /** Makes those that wait when there are as many as go into one run. The reader makes them at once, where its step still waits. */
  add(feeds: Feeds, batchSize: number): Promise<MetricsReader>;
  /** Makes the steps that wait. Whoever looks at the state does so first. */
  finish(): Promise<void>;
}

interface Group {
  readonly session: LoopSession;
  readonly batchSize: number;
  made?: Promise<readonly StepMetrics[]>;
}

/**
 * Steps in groups of one batch size, each group a run.
 *
 * @param most steps in a run
 * @param open the session for a batch size
 * @param state what the sessions run on; throws where the program is disposed of
 */
export function stepsTogether(most: number, open: (batchSize: number) => Promise<LoopSession>, state: () => State): StepsTogether {
  let waiting: Group | undefined;

  const make = async (group: Group): Promise<readonly StepMetrics[]> => {
    const changed = state();
    const metrics = await group.session.run();
    changed.exchange();
    return metrics;
  };
  const finish = async (): Promise<void> => {
    const group = waiting;
    if (group === undefined) return;
    waiting = undefined;
    group.made = make(group);
    await group.made;
  };

  return {
    finish,
    async add(feeds, batchSize) {
      if (waiting !== undefined && waiting.batchSize !== batchSize) await finish();
      const session = waiting?.session ?? (await open(batchSize));
      const index = session.waiting();
      // Before it is a group: feeds that are refused make none.
      session.add(feeds);
      const group = (waiting ??= { session, batchSize });
      if (index + 1 === most) await finish();
      return async () => {
        if (waiting === group) await finish();
        return (await group.made!)[index]!;
      };
    },
  };
}
