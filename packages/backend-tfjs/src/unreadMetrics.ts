import { ArchetypeError } from '@archetype/spec';
import type { MetricsReader, StepMetrics } from '@archetype/training';

/** Metrics that lie on a device until somebody asks: those of the latest steps, for the rest were not wanted. */
export interface UnreadMetrics {
  /**
   * @param read brings them here and frees the device of them
   * @param drop frees the device of them
   */
  add(read: () => Promise<StepMetrics>, drop: () => void): MetricsReader;
}

/** A reader may be called until two steps later. */
const kept = 3;

export function createUnreadMetrics(): UnreadMetrics {
  const unread: { readonly drop: () => void }[] = [];
  return {
    add(read, drop) {
      let result: Promise<StepMetrics> | undefined;
      const entry = { drop };
      unread.push(entry);
      while (unread.length > kept) unread.shift()!.drop();
      return () => {
        if (result !== undefined) return result;
        const position = unread.indexOf(entry);
        if (position < 0) return Promise.reject(goneMetrics());
        unread.splice(position, 1);
        result = read();
        return result;
      };
    },
  };
}

function goneMetrics(): ArchetypeError {
  return new ArchetypeError({
    code: 'metrics-gone',
    subject: 'step',
    problem: 'the metrics of this step were not read in time, and are gone',
    remedy: `read them before ${kept} further steps`,
  });
}
