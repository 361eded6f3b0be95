import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';
import { logistic } from './sigmoid.js';

/** y = ln(1 + e^x), as max(x, 0) + ln(1 + e^(−|x|)), which does not overflow. */
export const softplus: Kernel<PlainActivationOp<'softplus'>> = elementwise((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));

/** dx = dy · σ(x). */
export const softplusGradient: Kernel<InputActivationGradientOp<'softplus'>> = elementwise2((dy, x) => dy * logistic(x));
