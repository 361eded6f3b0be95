import type { SgdUpdateOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** g ← gradient + weightDecay·w; with momentum: v ← momentum·v + g, g ← g + momentum·v (nesterov) or v; w ← w − learningRate·g. */
export const sgdUpdate: Kernel<SgdUpdateOp> = (operation, inputs, outputs) => {
  const { momentum, nesterov, weightDecay } = operation;
  const [parameter, gradient, learningRate, velocity] = inputs;
  const [next, nextVelocity] = outputs;
  const rate = learningRate.data[0]!;
  for (let i = 0; i < next.data.length; i++) {
    const w = parameter.data[i]!;
    let g = gradient.data[i]! + weightDecay * w;
    if (velocity !== undefined && nextVelocity !== undefined) {
      const v = momentum * velocity.data[i]! + g;
      nextVelocity.data[i] = v;
      g = nesterov ? g + momentum * v : v;
    }
    next.data[i] = w - rate * g;
  }
};
