import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** x·σ(x) */
export const silu: Kernel<PlainActivationOp<'silu'>> =
  (_, { workspace }) =>
  (x) => [formula(workspace, ({ multiply, sigmoid }) => multiply(x, sigmoid(x)))];

/** dy·σ·(1 + x·(1 − σ)), σ = σ(x) */
export const siluGradient: Kernel<InputActivationGradientOp<'silu'>> =
  (_, { workspace }) =>
  (dy, x) => [
    formula(workspace, ({ add, subtract, multiply, sigmoid }) => {
      const s = sigmoid(x);
      return multiply(dy, multiply(s, add(multiply(x, subtract(1, s)), 1)));
    }),
  ];
