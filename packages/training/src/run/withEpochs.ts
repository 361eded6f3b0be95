import { ArchetypeError, type Recipe } from '@archetype/spec';
import type { Progress } from '../checkpoint/progress.js';
import { learningRate } from '../schedules/learningRate.js';

/**
 * The recipe with another number of epochs, for a run that is as far as `progress`: what is left of it is then what it would have been, had it begun with that number.
 *
 * @throws ArchetypeError `fewer-epochs`: there were more already; `schedule-of-all-epochs`: the steps that were made would have had other learning rates
 */
export function withEpochs(directory: string, recipe: Recipe, epochs: number, { epoch, batch, step }: Pick<Progress, 'epoch' | 'batch' | 'step'>): Recipe {
  const begun = epoch + (batch > 0 ? 1 : 0);
  if (epochs < begun) {
    throw new ArchetypeError({
      code: 'fewer-epochs',
      subject: directory,
      problem: `the run is in epoch ${begun}, so it cannot be one of ${epochs}`,
      remedy: `name ${begun} or more`,
    });
  }
  const changed = { ...recipe, epochs };
  // Where no epoch is whole, any length serves: a rate that does not look at the end is the same with both numbers.
  const stepsPerEpoch = epoch > 0 ? (step - batch) / epoch : Math.max(1, step);
  const rateOf = (of: Recipe, at: number): number => learningRate(of, { step: at, steps: of.epochs * stepsPerEpoch, stepsPerEpoch });
  const other = Array.from({ length: step }, (_, at) => at).find((at) => rateOf(recipe, at) !== rateOf(changed, at));
  if (other === undefined) return changed;
  throw new ArchetypeError({
    code: 'schedule-of-all-epochs',
    subject: directory,
    problem: `its learning rate follows the schedule ${recipe.schedule.kind} over all ${recipe.epochs} epochs: in a run of ${epochs} step ${other + 1} would have had ${rateOf(changed, other)}, and it had ${rateOf(recipe, other)}`,
    remedy: 'begin a new run from its weights: --weights DIR/checkpoints/FILE.safetensors',
  });
}
