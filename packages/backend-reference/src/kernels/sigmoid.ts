import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** σ(x) = 1 / (1 + e^(−x)). */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** y = σ(x). */
export const sigmoid: Kernel<PlainActivationOp<'sigmoid'>> = elementwise(logistic);

/** dx = dy · y(1 − y). */
export const sigmoidGradient: Kernel<OutputActivationGradientOp<'sigmoid'>> = elementwise2((dy, y) => dy * y * (1 - y));
