import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** x·(1 + erf(x/√2))/2 */
export const gelu: Kernel<PlainActivationOp<'gelu'>> =
  (_, { workspace }) =>
  (x) => [
    formula(workspace, ({ add, multiply, errorFunction }) =>
      multiply(multiply(x, 0.5), add(errorFunction(multiply(x, Math.SQRT1_2)), 1)),
    ),
  ];

/** dy·(Φ(x) + x·φ(x)), with Φ = (1 + erf(x/√2))/2 and φ = exp(−x²/2)/√2π */
export const geluGradient: Kernel<InputActivationGradientOp<'gelu'>> =
  (_, { workspace }) =>
  (dy, x) => [
    formula(workspace, ({ add, multiply, errorFunction, exponential }) => {
      const distribution = multiply(add(errorFunction(multiply(x, Math.SQRT1_2)), 1), 0.5);
      const density = multiply(exponential(multiply(multiply(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return multiply(dy, add(distribution, multiply(x, density)));
    }),
  ];
