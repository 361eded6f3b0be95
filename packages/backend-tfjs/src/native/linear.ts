import type { LinearOp } from '@archetype/spec';
import type { BiasGradientOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** y `[N, O]` = x `[N, I]` · weight `[I, O]` + bias: a graph makes one kernel of the two. */
export const linear: Kernel<LinearOp> =
  (_, { workspace }) =>
  (x, weight, bias?) => [workspace.run('_FusedMatMul', { a: x, b: weight, ...(bias !== undefined && { bias }) })];

/** Sums over every axis but the channels. */
export const biasGradient: Kernel<BiasGradientOp> =
  (_, { workspace }) =>
  (dy) => [workspace.run('BiasAddGrad', { dy })];
