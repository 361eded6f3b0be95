import type { RmspropUpdateOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** g ← gradient + weightDecay·w; s ← αs + (1 − α)g²; u = g/(√s + eps); b ← μb + u; w ← w − learningRate·(b with momentum, else u) */
export const rmspropUpdate: Kernel<RmspropUpdateOp> =
  ({ alpha, eps, momentum, weightDecay }, { workspace }) =>
  (parameter, gradient, learningRate, squareAverage, velocity?) =>
    workspace.tidy(() => {
      const g = weightDecay === 0 ? gradient : formula(workspace, ({ add, multiply }) => add(gradient, multiply(parameter, weightDecay)));
      const nextAverage = formula(workspace, ({ add, multiply }) => add(multiply(squareAverage, alpha), multiply(multiply(g, g), 1 - alpha)));
      const update = formula(workspace, ({ add, divide, squareRoot }) => divide(g, add(squareRoot(nextAverage), eps)));
      const nextVelocity =
        velocity === undefined ? undefined : formula(workspace, ({ add, multiply }) => add(multiply(velocity, momentum), update));
      const next = formula(workspace, ({ subtract, multiply }) => subtract(parameter, multiply(nextVelocity ?? update, learningRate)));
      return nextVelocity === undefined ? [next, nextAverage] : [next, nextAverage, nextVelocity];
    });
