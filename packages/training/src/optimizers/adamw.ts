import { adamUpdate, biasCorrections, momentSlots } from './adam.js';
import type { OptimizerRule } from './rule.js';

/**
 * Adam with decoupled weight decay: w ← w·(1 − lr·weightDecay) before Adam's own step.
 *
 * Sources: I. Loshchilov, F. Hutter, "Decoupled weight decay regularization", 2019, arXiv:1711.05101;
 * https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
export const adamw: OptimizerRule<'adamw'> = {
  slots: () => momentSlots,

  scalars: ({ beta1, beta2 }, t) => biasCorrections(beta1, beta2, t),

  update({ beta1, beta2, eps, weightDecay }, names) {
    return adamUpdate({ beta1, beta2, eps, weightDecay, decay: 'decoupled' }, names);
  },
};
