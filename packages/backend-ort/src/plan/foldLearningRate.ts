import type { TensorInfo, TensorName } from '@archetype/spec';
import type { Plan, PlanOperation, PlanOperationOf } from './operations.js';

/**
 * Plain SGD takes w − learningRate·gradient. Gradients are linear in that of the loss, so the learning rate, an input of the graph, is multiplied
 * into that one, and what reaches the weights is the step itself: subtracting it takes one pass over the weights instead of two,
 * and none where a matrix product makes it. Momentum, the other optimisers and the norm of the gradients need the gradient as it is.
 */
export function foldLearningRate(plan: Plan): Plan {
  const updates = plan.operations.filter(({ kind }) => kind === 'sgdUpdate' || kind === 'adamUpdate' || kind === 'rmspropUpdate');
  const plain = updates.filter((operation) => operation.kind === 'sgdUpdate' && operation.momentum === 0) as PlanOperationOf<'sgdUpdate'>[];
  if (plan.operations.some(({ kind }) => kind === 'globalNorm')) return plan;
  const losses = plan.operations.filter(({ kind }) => kind === 'softmaxCrossEntropyGradient');
  const rate = plain[0]?.inputs[2];
  if (losses.length !== 1 || rate === undefined || plain.length !== updates.length || plain.some(({ inputs }) => inputs[2] !== rate)) return plan;

  const tensors = new Map<TensorName, TensorInfo>(plan.tensors);
  const operations = plan.operations.flatMap((operation): readonly PlanOperation[] => {
    if (operation.kind === 'softmaxCrossEntropyGradient') {
      const [gradient] = operation.outputs;
      const plainGradient = `${gradient}:unscaled`;
      tensors.set(plainGradient, tensors.get(gradient)!);
      return [
        { ...operation, outputs: [plainGradient] },
        { kind: 'scale', path: operation.path, inputs: [plainGradient, rate], outputs: [gradient] },
      ];
    }
    if (operation.kind !== 'sgdUpdate') return [operation];
    const { path, weightDecay, inputs: [parameter, gradient], outputs: [next] } = operation;
    return [{ kind: 'sgdStep', path, weightDecay, inputs: [parameter, gradient, rate], outputs: [next] }];
  });
  return { ...plan, tensors, operations };
}
