import { ArchetypeError, lower, trainingInput, type ModelSpec, type Shape } from '@archetype/spec';
import type { TrainingPlan } from './plan.js';

/** How many classes a model tells apart; undefined where it ends in an image. */
export function classesOf(model: ModelSpec, input: Shape): number | undefined {
  const { outputs, tensors } = lower(model, { batchSize: 2, mode: 'inference', input });
  const [, features, ...sides] = tensors.get(outputs.logits)?.shape ?? [];
  return sides.length > 0 ? undefined : features;
}

/**
 * Holds a model against the classes of the images that it is to be trained on, before anything is written.
 *
 * @throws ArchetypeError `too-few-classes`
 */
export function requireClasses({ model, recipe }: Pick<TrainingPlan, 'model' | 'recipe'>, { classNames }: { readonly classNames: readonly string[] }): void {
  const classes = classesOf(model, trainingInput(model, recipe.dataset));
  if (classes === undefined || classes >= classNames.length) return;
  throw new ArchetypeError({
    code: 'too-few-classes',
    subject: model.name,
    problem: `it has ${classes} ${classes === 1 ? 'output' : 'outputs'}, and the images are of ${classNames.length} classes`,
    remedy: `give the last layer ${classNames.length} outputs`,
  });
}
