import type { OptimizerRule } from './rule.js';

/**
 * RMSprop, not centred, with coupled weight decay and an optional momentum over the scaled gradient, by PyTorch's formula.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
 */
export const rmsprop: OptimizerRule<'rmsprop'> = {
  slots: ({ momentum }) => (momentum === 0 ? ['squareAverage'] : ['squareAverage', 'velocity']),

  scalars: () => ({}),

  update({ alpha, eps, momentum, weightDecay }, { path, parameter, gradient, learningRate, slot, next }) {
    const attributes = { kind: 'rmspropUpdate', path, alpha, eps, momentum, weightDecay } as const;
    const squareAverage = slot('squareAverage');
    if (momentum === 0) {
      return { ...attributes, inputs: [parameter, gradient, learningRate, squareAverage], outputs: [next(parameter), next(squareAverage)] };
    }
    const velocity = slot('velocity');
    return {
      ...attributes,
      inputs: [parameter, gradient, learningRate, squareAverage, velocity],
      outputs: [next(parameter), next(squareAverage), next(velocity)],
    };
  },
};
