import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** x·min(max(x + 3, 0), 6)/6 */
export const hardSwish: Kernel<PlainActivationOp<'hardSwish'>> =
  (_, { workspace }) =>
  (x) => [
    formula(workspace, ({ add, multiply, divide, maximum, minimum }) =>
      divide(multiply(x, minimum(maximum(add(x, 3), 0), 6)), 6),
    ),
  ];

/** dy times 0 up to −3, (2x + 3)/6 between, 1 from 3 */
export const hardSwishGradient: Kernel<InputActivationGradientOp<'hardSwish'>> =
  (_, { workspace }) =>
  (dy, x) => [
    formula(workspace, ({ add, subtract, multiply, divide, minimum, step }) => {
      // At 3 the middle piece is 1.5: what lies above it is taken off, and nothing where x < 3.
      const middle = divide(add(multiply(minimum(x, 3), 2), 3), 6);
      const excess = multiply(subtract(1, step(subtract(3, x))), 0.5);
      return multiply(dy, multiply(step(add(x, 3)), subtract(middle, excess)));
    }),
  ];
