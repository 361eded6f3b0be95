import type { PlainActivationOp } from '@archetype/spec';
import type { InputActivationGradientOp } from '@archetype/training';
import { elementwise, elementwise2 } from '../elementwise.js';
import type { Kernel } from '../kernel.js';

/** y = x · min(max(x + 3, 0), 6) / 6. */
export const hardSwish: Kernel<PlainActivationOp<'hardSwish'>> = elementwise((x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6);

/** dx = 0 where x ≤ −3, dy where x ≥ 3, dy · (2x + 3)/6 between. */
export const hardSwishGradient: Kernel<InputActivationGradientOp<'hardSwish'>> = elementwise2((dy, x) => {
  if (x <= -3) return 0;
  return x >= 3 ? dy : (dy * (2 * x + 3)) / 6;
});
