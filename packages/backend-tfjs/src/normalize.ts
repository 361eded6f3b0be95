import { formula } from './formula.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

export interface Normalization {
  readonly x: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly eps: number;
}

/**
 * y = (x − mean)·(weight/√(variance + eps)) + bias, channels last. The mean is taken off first: folded into the bias,
 * it would cancel badly where it is large against the deviation.
 */
export function normalize(workspace: Workspace, { x, mean, variance, weight, bias, eps }: Normalization): Tensor {
  return formula(workspace, ({ add, subtract, multiply, divide, squareRoot }) => {
    const scale = divide(weight ?? 1, squareRoot(add(variance, eps)));
    const scaled = multiply(subtract(x, mean), scale);
    return bias === undefined ? scaled : add(scaled, bias);
  });
}
