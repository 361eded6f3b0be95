import type { Clock, ScheduleOf, ScheduleRule } from './rule.js';

/**
 * rate · (startFactor + (1 − startFactor) · step / w) for the steps before w = epochs · stepsPerEpoch; then what `after` says of a run that begins
 * there.
 *
 * Source: P. Goyal et al., "Accurate, large minibatch SGD", 2017, arXiv:1706.02677, section 2.2.
 */
export function linearWarmup(after: (schedule: PlainScheduleOf, rate: number, clock: Clock) => number): ScheduleRule<'linearWarmup'> {
  return ({ epochs, startFactor, after: next = { kind: 'constant' } }, rate, { step, steps, stepsPerEpoch }) => {
    const warm = epochs * stepsPerEpoch;
    if (step < warm) return rate * (startFactor + (1 - startFactor) * (step / warm));
    const begin = Math.ceil(warm);
    return after(next, rate, { step: step - begin, steps: steps - begin, stepsPerEpoch });
  };
}

type PlainScheduleOf = NonNullable<ScheduleOf<'linearWarmup'>['after']>;
