import type { ConcatOp } from '@archetype/spec';
import type { GradientRule } from './rule.js';

/** Each part's gradient is its channels of the whole. */
export const concatGradient: GradientRule<ConcatOp> = ({ path, inputs }, dy, context) => {
  let start = 0;
  for (const part of inputs) {
    const from = start;
    const end = from + (context.shapeOf(part)[1] as number);
    start = end;
    if (!context.wants(part)) continue;
    context.contribute(part, (gradient) => ({ kind: 'sliceChannels', path, start: from, end, inputs: [dy], outputs: [gradient] }));
  }
};
