import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = max(x, 0). */
export const relu: Kernel<PlainActivationOp<'relu'>> = elementwise((x) => Math.max(x, 0));

/** dx = dy where y > 0, 0 elsewhere. */
export const reluGradient: Kernel<OutputActivationGradientOp<'relu'>> = elementwise2((dy, y) => (y > 0 ? dy : 0));
