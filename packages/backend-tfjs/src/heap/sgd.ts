import type { SgdUpdateOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';

/** In one pass, each value rounded once. */
export const sgdUpdate: Kernel<SgdUpdateOp, HeapContext> =
  ({ momentum, nesterov, weightDecay }, { workspace, heap }) =>
  (parameter, gradient, learningRate, velocity?) => {
    const next = workspace.adopt(heap.allocate(parameter.shape));
    const nextVelocity = velocity && workspace.adopt(heap.allocate(parameter.shape));
    const rate = heap.float32(learningRate)[0]!;
    const w = heap.float32(parameter);
    const gradients = heap.float32(gradient);
    const result = heap.float32(next);
    if (velocity === undefined || nextVelocity === undefined) {
      for (let i = 0; i < w.length; i += 1) result[i] = w[i]! - rate * (gradients[i]! + weightDecay * w[i]!);
      return [next];
    }
    const v = heap.float32(velocity);
    const vs = heap.float32(nextVelocity);
    for (let i = 0; i < w.length; i += 1) {
      const g = gradients[i]! + weightDecay * w[i]!;
      const moved = momentum * v[i]! + g;
      vs[i] = moved;
      result[i] = w[i]! - rate * (nesterov ? g + momentum * moved : moved);
    }
    return [next, nextVelocity];
  };
