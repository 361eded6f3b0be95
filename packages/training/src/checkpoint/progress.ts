/** How far a run is, with what it has summed up on the way. Plain data. */
export interface Progress {
  /** Whole epochs done, tests included. */
  readonly epoch: number;
  /** Batches done of the epoch under way: where the data go on. */
  readonly batch: number;
  /** Steps done in all. */
  readonly step: number;
  /** The epoch under way. */
  readonly sums: Sums;
  /** Of training, in all epochs. */
  readonly seconds: number;
  /** Whether the accuracy has been better than guessing since it was last warned about. */
  readonly learnt: { readonly training: boolean; readonly test: boolean };
  /** The last whole epoch. */
  readonly last: EpochResults;
}

/** Sums over images, in double precision, in the order of the batches: a run that resumes goes on adding to the same numbers. */
export interface Sums {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
  readonly seconds: number;
}

export interface EpochResults {
  readonly trainLoss?: number;
  readonly trainAccuracy?: number;
  readonly testLoss?: number;
  readonly testAccuracy?: number;
}

export const noSums: Sums = { loss: 0, correct: 0, images: 0, seconds: 0 };

export const beginning: Progress = {
  epoch: 0,
  batch: 0,
  step: 0,
  sums: noSums,
  seconds: 0,
  learnt: { training: false, test: false },
  last: {},
};

/** Whether a value read from a file is a `Progress`. */
export function isProgress(value: unknown): value is Progress {
  if (!isRecord(value)) return false;
  const { epoch, batch, step, sums, seconds, learnt, last } = value;
  return (
    [epoch, batch, step].every((count) => Number.isSafeInteger(count) && (count as number) >= 0) &&
    typeof seconds === 'number' &&
    isRecord(sums) &&
    Object.keys(noSums).every((name) => typeof sums[name] === 'number') &&
    isRecord(learnt) &&
    typeof learnt['training'] === 'boolean' &&
    typeof learnt['test'] === 'boolean' &&
    isRecord(last) &&
    Object.values(last).every((result) => typeof result === 'number')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
