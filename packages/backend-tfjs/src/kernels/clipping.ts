import type { ClipByNormOp, GlobalNormOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';
import type { Tensor } from '../tensor.js';

/** √(Σ g²) over all elements of all operands, which are the same in any layout. */
export const globalNorm: Kernel<GlobalNormOp> =
  (_, { workspace }) =>
  (...gradients) => [
    formula(workspace, ({ add, square, squareRoot }) => {
      const squares = gradients.map((gradient) => workspace.run('Sum', { x: square(gradient) }, { axis: [...gradient.shape.keys()], keepDims: false }));
      return squareRoot(squares.reduce((sum: Tensor, each) => add(sum, each)));
    }),
  ];

/** x · min(1, maxNorm / (norm + 1e-6)) */
export const clipByNorm: Kernel<ClipByNormOp> =
  ({ maxNorm }, { workspace }) =>
  (x, norm) => [formula(workspace, ({ add, divide, minimum, multiply }) => multiply(x, minimum(divide(maxNorm, add(norm, 1e-6)), 1)))];
