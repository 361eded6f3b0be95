import type { AdamUpdateOp } from '@archetype/training';
import type { HeapContext, Kernel } from '../kernel.js';

/** In one pass, each value rounded once. */
export const adamUpdate: Kernel<AdamUpdateOp, HeapContext> =
  ({ beta1, beta2, eps, weightDecay, decay }, { workspace, heap }) =>
  (parameter, gradient, learningRate, firstMoment, secondMoment, biasCorrection1, biasCorrection2) => {
    const results = [parameter, parameter, parameter].map(({ shape }) => workspace.adopt(heap.allocate(shape)));
    const [result, nextFirst, nextSecond] = results.map(heap.float32) as [Float32Array, Float32Array, Float32Array];
    const [rate, correction1, correction2] = [learningRate, biasCorrection1, biasCorrection2].map((scalar) => heap.float32(scalar)[0]!) as [number, number, number];
    const w = heap.float32(parameter);
    const gradients = heap.float32(gradient);
    const m = heap.float32(firstMoment);
    const v = heap.float32(secondMoment);
    const coupled = decay === 'coupled' ? weightDecay : 0;
    const kept = decay === 'decoupled' ? 1 - rate * weightDecay : 1;
    for (let i = 0; i < w.length; i += 1) {
      const g = gradients[i]! + coupled * w[i]!;
      const first = beta1 * m[i]! + (1 - beta1) * g;
      const second = beta2 * v[i]! + (1 - beta2) * g * g;
      nextFirst[i] = first;
      nextSecond[i] = second;
      result[i] = kept * w[i]! - (rate * (first / correction1)) / (Math.sqrt(second / correction2) + eps);
    }
    return results;
  };
