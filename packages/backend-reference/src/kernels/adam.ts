import type { AdamUpdateOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/**
 * m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − learningRate · (m/biasCorrection1) / (√(v/biasCorrection2) + eps).
 * Weight decay is in g (`coupled`, Adam) or shrinks w first (`decoupled`, AdamW).
 */
export const adamUpdate: Kernel<AdamUpdateOp> = (operation, inputs, outputs) => {
  const { beta1, beta2, eps, weightDecay, decay } = operation;
  const [parameter, gradient, learningRate, firstMoment, secondMoment, biasCorrection1, biasCorrection2] = inputs;
  const [next, nextFirstMoment, nextSecondMoment] = outputs;
  const rate = learningRate.data[0]!;
  for (let i = 0; i < next.data.length; i++) {
    const parameterNow = parameter.data[i]!;
    const w = decay === 'decoupled' ? parameterNow * (1 - rate * weightDecay) : parameterNow;
    const g = decay === 'coupled' ? gradient.data[i]! + weightDecay * w : gradient.data[i]!;
    const m = beta1 * firstMoment.data[i]! + (1 - beta1) * g;
    const v = beta2 * secondMoment.data[i]! + (1 - beta2) * g * g;
    nextFirstMoment.data[i] = m;
    nextSecondMoment.data[i] = v;
    next.data[i] = w - (rate * (m / biasCorrection1.data[0]!)) / (Math.sqrt(v / biasCorrection2.data[0]!) + eps);
  }
};
