import type { SoftmaxCrossEntropyOp } from '@archetype/spec';
import type { SoftmaxCrossEntropyGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel, KernelContext } from '../kernel.js';
import { smoothedTargets } from '../smoothedTargets.js';
import type { Tensor } from '../tensor.js';

/** Loss of each row and its gradient come from one kernel; a graph runs it once for both operations. */
export const softmaxCrossEntropy: Kernel<SoftmaxCrossEntropyOp> = ({ reduction, labelSmoothing }, context) => (logits, labels) => {
  const { workspace } = context;
  return workspace.tidy(() => {
    const [losses] = lossesAndGradient(context, logits, labels, labelSmoothing);
    return [workspace.run(reduction === 'mean' ? 'Mean' : 'Sum', { x: losses }, { axis: [0], keepDims: false })];
  });
};

export const softmaxCrossEntropyGradient: Kernel<SoftmaxCrossEntropyGradientOp> = ({ reduction, labelSmoothing }, context) => (logits, labels) => {
  const { workspace } = context;
  return [
    formula(workspace, ({ multiply }) => {
      const [, gradient] = lossesAndGradient(context, logits, labels, labelSmoothing);
      return reduction === 'mean' ? multiply(gradient, 1 / logits.shape[0]!) : gradient;
    }),
  ];
};

function lossesAndGradient({ workspace }: KernelContext, logits: Tensor, labels: Tensor, smoothing: number): readonly [Tensor, Tensor] {
  const targets = smoothedTargets(workspace, labels, logits, smoothing);
  const [losses, gradient] = workspace.runAll('SoftmaxCrossEntropyWithLogits', { logits, targets });
  return [losses!, gradient!];
}
