import type { GlobalAvgPool2dOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** dx[n,c,h,w] = dy[n,c] / (H·W). */
export const globalAvgPool2dGradient: GradientRule<GlobalAvgPool2dOp> = ({ path, inputs: [x] }, dy, context) => {
  if (!context.wants(x)) return;
  context.contribute(x, (dx) => ({ kind: 'globalAvgPool2dGradient', path, inputs: [dy], outputs: [dx] }));
};
