import type { PlainActivationOp } from '@archetype/spec';
import type { OutputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = x where x > 0, e^x − 1 elsewhere. */
export const elu: Kernel<PlainActivationOp<'elu'>> = elementwise((x) => (x > 0 ? x : Math.expm1(x)));

/** dx = dy where y > 0, dy · (y + 1) elsewhere. */
export const eluGradient: Kernel<OutputActivationGradientOp<'elu'>> = elementwise2((dy, y) => (y > 0 ? dy : dy * (y + 1)));
