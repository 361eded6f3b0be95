import { cosineBetween, type ScheduleRule } from './rule.js';

/**
 * From rate / divFactor up to rate at step pctStart · steps − 1, then down to rate / (divFactor · finalDivFactor) at the last step, both by
 * half a cosine. The momentum is left alone.
 *
 * Sources: L. N. Smith, N. Topin, "Super-convergence", 2018, arXiv:1708.07120; which step is the peak:
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 */
export const oneCycle: ScheduleRule<'oneCycle'> = ({ pctStart, divFactor, finalDivFactor }, rate, { step, steps }) => {
  const first = rate / divFactor;
  const peak = pctStart * steps - 1;
  // A run of so few steps that none is on the way up begins at the peak or below it.
  if (step < peak) return cosineBetween(first, rate, step / peak);
  if (step === peak) return rate;
  return cosineBetween(rate, first / finalDivFactor, (step - peak) / (steps - 1 - peak));
};
