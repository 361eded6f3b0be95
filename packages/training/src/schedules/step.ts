import { epochOf, type ScheduleRule } from './rule.js';

/** rate · gamma^⌊epoch / stepSize⌋. */
export const step: ScheduleRule<'step'> = ({ stepSize, gamma }, rate, clock) => rate * gamma ** Math.floor(epochOf(clock) / stepSize);
