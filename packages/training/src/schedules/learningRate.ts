import type { CompletePlainSchedule, Recipe, ScheduleKind } from '@archetype/spec';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { linearWarmup } from './linearWarmup.js';
import { multiStep } from './multiStep.js';
import { oneCycle } from './oneCycle.js';
import type { Clock, ScheduleRule } from './rule.js';
import { step } from './step.js';

const plainRules: { readonly [Kind in CompletePlainSchedule['kind']]: ScheduleRule<Kind> } = { constant, step, multiStep, cosine, oneCycle };

const scheduleRules: { readonly [Kind in ScheduleKind]: ScheduleRule<Kind> } = { ...plainRules, linearWarmup: linearWarmup(scheduledRate) };

/** The learning rate that a recipe gives a step. */
export function learningRate({ optimizer, schedule }: Pick<Recipe, 'optimizer' | 'schedule'>, clock: Clock): number {
  return scheduledRate(schedule, optimizer.learningRate, clock);
}

function scheduledRate(schedule: Recipe['schedule'], rate: number, clock: Clock): number {
  // TypeScript does not see that a rule looked up by a schedule's kind takes that schedule.
  const rule = scheduleRules[schedule.kind] as ScheduleRule<ScheduleKind>;
  return rule(schedule, rate, clock);
}
