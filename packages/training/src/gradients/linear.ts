import type { LinearOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** y = x·weightᵀ + bias: dx = dy·weight, dWeight = dyᵀ·x, dBias = Σₙ dy. */
export const linearGradient: GradientRule<LinearOp> = ({ path, inputs }, dy, context) => {
  const [x, weight, bias] = inputs;
  if (bias !== undefined && context.wants(bias)) {
    context.contribute(bias, (dBias) => ({ kind: 'biasGradient', path, inputs: [dy], outputs: [dBias] }));
  }
  if (context.wants(weight)) {
    context.contribute(weight, (dWeight) => ({ kind: 'linearWeightGradient', path, inputs: [dy, x], outputs: [dWeight] }));
  }
  if (context.wants(x)) {
    context.contribute(x, (dx) => ({ kind: 'linearInputGradient', path, inputs: [dy, weight], outputs: [dx] }));
  }
};
