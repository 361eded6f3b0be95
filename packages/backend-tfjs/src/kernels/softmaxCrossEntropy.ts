import type { SoftmaxCrossEntropyOp } from '@archetype/spec';
import type { SoftmaxCrossEntropyGradientOp } from '@archetype/training';
import { formula } from '../formula.js';
import type { Kernel } from '../kernel.js';
import { smoothedTargets } from '../smoothedTargets.js';

/** −Σ q·(z − log Σ exp z), z = logits − max */
export const softmaxCrossEntropy: Kernel<SoftmaxCrossEntropyOp> = ({ reduction, labelSmoothing, inputs: [logitsName] }, { workspace, shape }) => {
  const [rows] = shape(logitsName);
  const share = reduction === 'mean' ? 1 / rows! : 1;
  return (logits, labels) => [
    formula(workspace, ({ subtract, multiply, exponential, logarithm }) => {
      const shifted = subtract(logits, workspace.run('Max', { x: logits }, { reductionIndices: [1], keepDims: true }));
      const logSum = logarithm(workspace.run('Sum', { x: exponential(shifted) }, { axis: [1], keepDims: true }));
      const terms = multiply(smoothedTargets(workspace, labels, logits, labelSmoothing), subtract(logSum, shifted));
      return multiply(workspace.run('Sum', { x: terms }, { axis: [0, 1], keepDims: false }), share);
    }),
  ];
};

/** (softmax − q)/N, or without the division for a sum */
export const softmaxCrossEntropyGradient: Kernel<SoftmaxCrossEntropyGradientOp> = (
  { reduction, labelSmoothing, inputs: [logitsName] },
  { workspace, shape },
) => {
  const [rows] = shape(logitsName);
  const share = reduction === 'mean' ? 1 / rows! : 1;
  return (logits, labels) => [
    formula(workspace, ({ subtract, multiply }) => {
      const probabilities = workspace.run('Softmax', { logits }, { dim: 1 });
      return multiply(subtract(probabilities, smoothedTargets(workspace, labels, logits, labelSmoothing)), share);
    }),
  ];
};
