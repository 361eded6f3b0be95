import type { CompleteOptimizer, OptimizerKind } from '@archetype/spec';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import type { OptimizerRule } from './rule.js';
import { sgd } from './sgd.js';

const optimizerRules: { readonly [Kind in OptimizerKind]: OptimizerRule<Kind> } = { sgd, adam, adamw, rmsprop };

/** The rule of an optimiser's kind, to be used with that optimiser. */
export function optimizerRule(optimizer: CompleteOptimizer): OptimizerRule<OptimizerKind> {
  // TypeScript does not see that a rule looked up by an optimiser's kind takes that optimiser.
  return optimizerRules[optimizer.kind] as OptimizerRule<OptimizerKind>;
}
