import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = tanh(x). */
export const tanh: Kernel<PlainActivationOp<'tanh'>> = elementwise(Math.tanh);

/** dx = dy · (1 − y²). */
export const tanhGradient: Kernel<OutputActivationGradientOp<'tanh'>> = elementwise2((dy, y) => dy * (1 - y * y));
