import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';
import { logistic } from './sigmoid.js';

/** y = x · σ(x). */
export const silu: Kernel<PlainActivationOp<'silu'>> = elementwise((x) => x * logistic(x));

/** dx = dy · σ(x) · (1 + x(1 − σ(x))). */
export const siluGradient: Kernel<InputActivationGradientOp<'silu'>> = elementwise2(
  (dy, x) => dy * logistic(x) * (1 + x * (1 - logistic(x))),
);
