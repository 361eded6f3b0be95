import type { RmspropUpdateOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';

/** In one pass, each value rounded once. */
export const rmspropUpdate: Kernel<RmspropUpdateOp, HeapContext> =
  ({ alpha, eps, momentum, weightDecay }, { workspace, heap }) =>
  (parameter, gradient, learningRate, squareAverage, velocity?) => {
    const next = workspace.adopt(heap.allocate(parameter.shape));
    const nextAverage = workspace.adopt(heap.allocate(parameter.shape));
    const nextVelocity = velocity && workspace.adopt(heap.allocate(parameter.shape));
    const rate = heap.float32(learningRate)[0]!;
    const w = heap.float32(parameter);
    const gradients = heap.float32(gradient);
    const s = heap.float32(squareAverage);
    const b = velocity && heap.float32(velocity);
    const result = heap.float32(next);
    const averages = heap.float32(nextAverage);
    const velocities = nextVelocity && heap.float32(nextVelocity);
    for (let i = 0; i < w.length; i += 1) {
      const g = gradients[i]! + weightDecay * w[i]!;
      const average = alpha * s[i]! + (1 - alpha) * g * g;
      averages[i] = average;
      let update = g / (Math.sqrt(average) + eps);
      if (b !== undefined && velocities !== undefined) {
        update += momentum * b[i]!;
        velocities[i] = update;
      }
      result[i] = w[i]! - rate * update;
    }
    return nextVelocity === undefined ? [next, nextAverage] : [next, nextAverage, nextVelocity];
  };
