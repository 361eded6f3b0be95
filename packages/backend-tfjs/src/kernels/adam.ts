import type { AdamUpdateOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − learningRate·(m/c₁)/(√(v/c₂) + eps) */
export const adamUpdate: Kernel<AdamUpdateOp> =
  ({ beta1, beta2, eps, weightDecay, decay }, { workspace }) =>
  (parameter, gradient, learningRate, firstMoment, secondMoment, correction1, correction2) =>
    workspace.tidy(() => {
      const coupled = weightDecay !== 0 && decay === 'coupled';
      const g = coupled ? formula(workspace, ({ add, multiply }) => add(gradient, multiply(parameter, weightDecay))) : gradient;
      const nextFirst = formula(workspace, ({ add, multiply }) => add(multiply(firstMoment, beta1), multiply(g, 1 - beta1)));
      const nextSecond = formula(workspace, ({ add, multiply }) =>
        add(multiply(secondMoment, beta2), multiply(multiply(g, g), 1 - beta2)),
      );
      const next = formula(workspace, ({ add, subtract, multiply, divide, squareRoot }) => {
        const kept =
          weightDecay !== 0 && decay === 'decoupled'
            ? multiply(parameter, subtract(1, multiply(learningRate, weightDecay)))
            : parameter;
        const step = divide(divide(nextFirst, correction1), add(squareRoot(divide(nextSecond, correction2)), eps));
        return subtract(kept, multiply(step, learningRate));
      });
      return [next, nextFirst, nextSecond];
    });
