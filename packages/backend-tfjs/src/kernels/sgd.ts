import type { SgdUpdateOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** g ← gradient + weightDecay·w; v ← μ·v + g; w ← w − learningRate·(g + μ·v with nesterov, v with momentum, else g) */
export const sgdUpdate: Kernel<SgdUpdateOp> =
  ({ momentum, nesterov, weightDecay }, { workspace }) =>
  (parameter, gradient, learningRate, velocity?) =>
    workspace.tidy(() => {
      const decayed =
        weightDecay === 0 ? gradient : formula(workspace, ({ add, multiply }) => add(gradient, multiply(parameter, weightDecay)));
      const nextVelocity =
        velocity === undefined ? undefined : formula(workspace, ({ add, multiply }) => add(multiply(velocity, momentum), decayed));
      const direction =
        nextVelocity === undefined
          ? decayed
          : nesterov
            ? formula(workspace, ({ add, multiply }) => add(decayed, multiply(nextVelocity, momentum)))
            : nextVelocity;
      const next = formula(workspace, ({ subtract, multiply }) => subtract(parameter, multiply(direction, learningRate)));
      return nextVelocity === undefined ? [next] : [next, nextVelocity];
    });
