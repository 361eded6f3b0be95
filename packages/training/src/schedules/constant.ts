import type { ScheduleRule } from './rule.js';

/** The rate, always. */
export const constant: ScheduleRule<'constant'> = (_, rate) => rate;
