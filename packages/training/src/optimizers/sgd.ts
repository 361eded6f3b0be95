import type { OptimizerRule } from './rule.js';

/**
 * Stochastic gradient descent with momentum, coupled weight decay and Nesterov's variant, by PyTorch's formula: the learning rate
 * is outside of the velocity (v ← μv + g; w ← w − lr·v), so a schedule acts at once.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
 */
export const sgd: OptimizerRule<'sgd'> = {
  slots: ({ momentum }) => (momentum === 0 ? [] : ['velocity']),

  scalars: () => ({}),

  update({ momentum, nesterov, weightDecay }, { path, parameter, gradient, learningRate, slot, next }) {
    const attributes = { kind: 'sgdUpdate', path, momentum, nesterov, weightDecay } as const;
    if (momentum === 0) return { ...attributes, inputs: [parameter, gradient, learningRate], outputs: [next(parameter)] };
    const velocity = slot('velocity');
    return { ...attributes, inputs: [parameter, gradient, learningRate, velocity], outputs: [next(parameter), next(velocity)] };
  },
};
