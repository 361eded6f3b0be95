import type { RmspropUpdateOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/**
 * g ← gradient + weightDecay·w; s ← alpha·s + (1 − alpha)·g²; u = g/(√s + eps);
 * with momentum: b ← momentum·b + u, u ← b; w ← w − learningRate·u.
 */
export const rmspropUpdate: Kernel<RmspropUpdateOp> = (operation, inputs, outputs) => {
  const { alpha, eps, momentum, weightDecay } = operation;
  const [parameter, gradient, learningRate, squareAverage, velocity] = inputs;
  const [next, nextSquareAverage, nextVelocity] = outputs;
  const rate = learningRate.data[0]!;
  for (let i = 0; i < next.data.length; i++) {
    const w = parameter.data[i]!;
    const g = gradient.data[i]! + weightDecay * w;
    const s = alpha * squareAverage.data[i]! + (1 - alpha) * g * g;
    nextSquareAverage.data[i] = s;
    let u = g / (Math.sqrt(s) + eps);
    if (velocity !== undefined && nextVelocity !== undefined) {
      u += momentum * velocity.data[i]!;
      nextVelocity.data[i] = u;
    }
    next.data[i] = w - rate * u;
  }
};
