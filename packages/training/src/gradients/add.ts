import type { AddOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** The gradient of a sum is that of each term. */
export const addGradient: GradientRule<AddOp> = ({ inputs }, dy, context) => {
  for (const term of inputs) {
    if (context.wants(term)) context.pass(term, dy);
  }
};
