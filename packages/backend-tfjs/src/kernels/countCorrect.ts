import type { CountCorrectOp } from '@archetype/spec';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';

/** Rows whose first maximum is at the label. */
export const countCorrect: Kernel<CountCorrectOp> =
  (_, { workspace }) =>
  (logits, labels) => [
    formula(workspace, ({ float }) => {
      const answers = workspace.run('ArgMax', { x: logits }, { axis: 1 });
      const right = workspace.run('Equal', { a: answers, b: labels });
      return workspace.run('Sum', { x: float(right) }, { axis: [0], keepDims: false });
    }),
  ];
