import { cosineBetween, type ScheduleRule } from './rule.js';

/**
 * minimum + (rate − minimum)·(1 + cos(π · step / steps)) / 2, without restarts.
 *
 * Source: I. Loshchilov, F. Hutter, "SGDR", 2017, arXiv:1608.03983, equation 5.
 */
export const cosine: ScheduleRule<'cosine'> = ({ minimum }, rate, { step, steps }) => cosineBetween(rate, minimum, step / steps);
