import { epochOf, type ScheduleRule } from './rule.js';

/** rate · gamma^(milestones at or before the epoch). */
export const multiStep: ScheduleRule<'multiStep'> = ({ milestones, gamma }, rate, clock) => {
  const epoch = epochOf(clock);
  return rate * gamma ** milestones.filter((milestone) => milestone <= epoch).length;
};
