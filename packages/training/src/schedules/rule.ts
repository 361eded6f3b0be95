import type { CompleteSchedule, ScheduleKind } from '@archetype/spec';

export type ScheduleOf<Kind extends ScheduleKind> = Extract<CompleteSchedule, { readonly kind: Kind }>;

/** Where in a run a step is. */
export interface Clock {
  /** From 0. */
  readonly step: number;
  /** Of the whole run. */
  readonly steps: number;
  readonly stepsPerEpoch: number;
}

/** The learning rate of a step: a pure function of the recipe and the clock, in double precision. `rate` is the optimiser's learning rate. */
export type ScheduleRule<Kind extends ScheduleKind> = (schedule: ScheduleOf<Kind>, rate: number, clock: Clock) => number;

/** From 0. */
export function epochOf({ step, stepsPerEpoch }: Clock): number {
  return Math.floor(step / stepsPerEpoch);
}

/** From `from` at progress 0 to `to` at progress 1 by half a cosine. */
export function cosineBetween(from: number, to: number, progress: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * progress));
}
