import { ArchetypeError, type ForwardOperation } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/**
 * The rule of the operations through which no gradient goes in a training graph: preprocessing comes before all trained state,
 * counting and running statistics lead to no loss, and inference has layers of its own.
 *
 * @throws ArchetypeError `not-differentiable`, when a graph asks for it all the same
 */
export const refusedGradient: GradientRule<ForwardOperation> = (operation) => {
  throw new ArchetypeError({
    code: 'not-differentiable',
    subject: operation.path === '' ? operation.kind : `${operation.path} ${operation.kind}`,
    problem: `no gradient passes through ${operation.kind}`,
    details: [`it makes ${operation.outputs.join(', ')}, on which the loss depends`],
    remedy: "lower the model with mode 'training' before differentiating",
  });
};
