import type { Optimizer } from '@archetype/spec';

/** What a model may cost at most. */
export interface Limits {
  /** Numbers that the optimiser changes. */
  readonly maxParameters?: number;
  /** For one image. */
  readonly maxMultiplyAdds?: number;
  /** As `summary` counts them, for a whole batch, without a runtime's workspace. */
  readonly maxTrainingBytes?: number;
  /** Of `maxTrainingBytes`; a recipe has its own. @defaultValue 128, as a model without a recipe is trained */
  readonly batchSize?: number;
  /** Of `maxTrainingBytes`; a recipe has its own. @defaultValue SGD without momentum */
  readonly optimizer?: Optimizer;
}

/** `maxParameters` and the like: what is compared. */
export const LIMITS = ['maxParameters', 'maxMultiplyAdds', 'maxTrainingBytes'] as const;
export type LimitName = (typeof LIMITS)[number];

/** A budget file. */
export interface Budget extends Limits {
  readonly format?: 'archetype-budget/1';
  /** By a model's name or its file's path from the budget file, globs allowed. Win over the limits for all; of several that match, the last wins. */
  readonly models?: Readonly<Record<string, Limits>>;
}
