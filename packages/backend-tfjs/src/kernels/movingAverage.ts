import type { MovingAverageOp } from '@archetype/spec';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** (1 − momentum)·running + momentum·correction·batch */
export const movingAverage: Kernel<MovingAverageOp> =
  ({ momentum, correction }, { workspace }) =>
  (running, batch) => [
    formula(workspace, ({ add, multiply }) => add(multiply(running, 1 - momentum), multiply(batch, momentum * correction))),
  ];
