import { formula } from './formula.js';
import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

/** q = (1 − smoothing)·oneHot + smoothing/F, `[N, F]`. */
export function smoothedTargets(workspace: Workspace, labels: Tensor, { shape: [, classes] }: Tensor, smoothing: number): Tensor {
  return formula(workspace, ({ float }) =>
    float(
      workspace.run(
        'OneHot',
        { indices: labels },
        { depth: classes!, onValue: 1 - smoothing + smoothing / classes!, offValue: smoothing / classes!, dtype: 'float32' },
      ),
    ),
  );
}
