import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import { erfc } from '../erf.js';
import type { Kernel } from '../kernel.js';

/** Φ(x), the normal distribution: erfc(−x/√2) / 2, which keeps its digits where Φ is close to 0. */
const distribution = (x: number): number => erfc(-x / Math.SQRT2) / 2;

/** φ(x), the normal density: e^(−x²/2) / √(2π). */
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** y = x · Φ(x). */
export const gelu: Kernel<PlainActivationOp<'gelu'>> = elementwise((x) => x * distribution(x));

/** dx = dy · (Φ(x) + x·φ(x)). */
export const geluGradient: Kernel<InputActivationGradientOp<'gelu'>> = elementwise2((dy, x) => dy * (distribution(x) + x * density(x)));
