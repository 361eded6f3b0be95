import { oneOf } from '../fields/choice.js';
import { complete } from '../fields/complete.js';
import { absentOr, optional, required, type FieldsOf } from '../fields/field.js';
import { positiveInteger } from '../fields/number.js';
import { nonEmptyText } from '../fields/text.js';
import type { ModelSpec } from '../model.js';
import { dataset, type Dataset } from './dataset.js';
import { gradientClipping, type GradientClipping } from './gradientClipping.js';
import { initialization, type Initialization } from './initialization.js';
import { loss, type CompleteLoss, type Loss } from './loss.js';
import { modelReference } from './modelReference.js';
import { optimizer, type CompleteOptimizer, type Optimizer } from './optimizer.js';
import { schedule, type CompleteSchedule, type Schedule } from './schedule.js';
import { seed } from './seed.js';

/** How a model is trained, as it is written: `JSON.stringify` of it is its file. */
export interface RecipeFields {
  readonly name: string;
  /** A zoo name, the path of a file, or a model in place. */
  readonly model: string | ModelSpec;
  /** @defaultValue Fashion-MNIST, pixels / 255 */
  readonly dataset?: Dataset;
  /** @defaultValue 128 */
  readonly batchSize?: number;
  /** What becomes of the last batch of an epoch where it is smaller. @defaultValue 'keep' */
  readonly lastBatch?: 'keep' | 'drop';
  /** @defaultValue 10 */
  readonly epochs?: number;
  /** Of weights, order, augmentation and dropout. @defaultValue 0 */
  readonly seed?: number;
  /** @defaultValue 'softmaxCrossEntropy' */
  readonly loss?: Loss;
  /** Holds the norm of the gradients down. @defaultValue none */
  readonly gradientClipping?: GradientClipping;
  /** @defaultValue SGD, learning rate 0.05 */
  readonly optimizer?: Optimizer;
  /** @defaultValue constant */
  readonly schedule?: Schedule;
  /** @defaultValue xavierUniform, zeros */
  readonly initialization?: Initialization;
}

/** A recipe with every default filled in; still a valid file. */
export interface Recipe {
  readonly format: 'archetype-recipe/1';
  readonly name: string;
  readonly model: string | ModelSpec;
  readonly dataset: Dataset & Required<Pick<Dataset, 'scale' | 'crop' | 'horizontalFlip'>>;
  readonly batchSize: number;
  readonly lastBatch: 'keep' | 'drop';
  readonly epochs: number;
  readonly seed: number;
  readonly loss: CompleteLoss;
  readonly gradientClipping?: GradientClipping;
  readonly optimizer: CompleteOptimizer;
  readonly schedule: CompleteSchedule;
  readonly initialization: Required<Initialization>;
}

export const recipeFields: FieldsOf<RecipeFields> = {
  name: required(nonEmptyText),
  model: required(modelReference),
  dataset: optional(dataset, { name: 'fashion-mnist' }),
  batchSize: optional(positiveInteger, 128),
  lastBatch: optional(oneOf(['keep', 'drop']), 'keep'),
  epochs: optional(positiveInteger, 10),
  seed: optional(seed, 0),
  loss: optional(loss, 'softmaxCrossEntropy'),
  gradientClipping: absentOr(gradientClipping),
  optimizer: optional(optimizer, { kind: 'sgd', learningRate: 0.05 }),
  schedule: optional(schedule, { kind: 'constant' }),
  initialization: optional(initialization, {}),
};

/** The recipe with its defaults. Nothing is checked here: `checkRecipe` finds mistakes. */
export function defineRecipe(fields: RecipeFields): Recipe {
  // `complete` fills what `Recipe` requires: both are written from `recipeFields`, whose types the compiler holds to `RecipeFields`.
  return { format: 'archetype-recipe/1', ...complete(recipeFields, fields) } as Recipe;
}
