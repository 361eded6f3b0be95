import type { ClipByNormOp, GlobalNormOp } from '@archetype/training';
import type { Kernel } from '../kernel.js';

/** √(Σ g²) over all elements of all inputs. */
export const globalNorm: Kernel<GlobalNormOp> = (_operation, inputs, [norm]) => {
  norm.data[0] = Math.sqrt(inputs.reduce((total, { data }) => data.reduce((sum, g) => sum + g * g, total), 0));
};

/** y = x · min(1, maxNorm / (norm + 1e-6)). */
export const clipByNorm: Kernel<ClipByNormOp> = ({ maxNorm }, [x, norm], [y]) => {
  const factor = Math.min(1, maxNorm / (norm.data[0]! + 1e-6));
  for (let i = 0; i < y.data.length; i++) y.data[i] = x.data[i]! * factor;
};
