import type { OptimizerRule, UpdateNames } from './rule.js';
import type { AdamUpdateOp } from '../operations.js';

/**
 * Adam with coupled weight decay (added to the gradient), by PyTorch's formula: ε is added after the root, outside of the bias correction.
 *
 * Sources: D. P. Kingma, J. Ba, "Adam", 2015, arXiv:1412.6980; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html
 */
export const adam: OptimizerRule<'adam'> = {
  slots: () => momentSlots,

  scalars: ({ beta1, beta2 }, t) => biasCorrections(beta1, beta2, t),

  update({ beta1, beta2, eps, weightDecay }, names) {
    return adamUpdate({ beta1, beta2, eps, weightDecay, decay: 'coupled' }, names);
  },
};

export const momentSlots = ['firstMoment', 'secondMoment'] as const;

/** 1 − β^t: how much of a moment that began at zero is data after t steps. */
export function biasCorrections(beta1: number, beta2: number, t: number): Readonly<Record<string, number>> {
  return { biasCorrection1: 1 - beta1 ** t, biasCorrection2: 1 - beta2 ** t };
}

type AdamAttributes = Pick<AdamUpdateOp, 'beta1' | 'beta2' | 'eps' | 'weightDecay' | 'decay'>;

export function adamUpdate(attributes: AdamAttributes, { path, parameter, gradient, learningRate, slot, next }: UpdateNames): AdamUpdateOp {
  const first = slot('firstMoment');
  const second = slot('secondMoment');
  return {
    kind: 'adamUpdate',
    path,
    ...attributes,
    inputs: [parameter, gradient, learningRate, first, second, 'biasCorrection1', 'biasCorrection2'],
    outputs: [next(parameter), next(first), next(second)],
  };
}
