import type { MovingAverageOp } from '@archetype/spec';
import type { Kernel } from '../kernel.js';

/** next = (1 − momentum)·running + momentum·correction·batch. */
export const movingAverage: Kernel<MovingAverageOp> = ({ momentum, correction }, [running, batch], [next]) => {
  for (let i = 0; i < next.data.length; i++) {
    next.data[i] = (1 - momentum) * running.data[i]! + momentum * correction * batch.data[i]!;
  }
};
