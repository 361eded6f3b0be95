import type { TensorInfo, TensorName } from '@archetype/spec';
import type { Plan, PlanOperation, PlanOperationOf } from './operations.js';
import { isResult, readersOf } from './readers.js';

/**
 * A bias before a batch normalisation is taken away again with the mean: it is left out of the convolution and added to the mean alone,
 * which the running mean needs. Its gradient is zero; computed in full it is a sum of rounding errors.
 */
export function biasBeforeBatchNorm(plan: Plan): Plan {
  const readers = readersOf(plan);
  const tensors = new Map<TensorName, TensorInfo>(plan.tensors);
  const replaced = new Map<PlanOperation, readonly PlanOperation[]>();
  for (const layer of plan.operations) {
    if (!isBiased(layer)) continue;
    const [y] = layer.outputs;
    const among = readers(y);
    const norm = among.find((operation) => operation.kind === 'batchNorm');
    const gradient = among.find((operation) => operation.kind === 'batchNormGradient');
    if (!norm || isResult(plan, y) || !among.every((operation) => operation === norm || operation === gradient)) continue;

    const [x, weight, bias] = layer.inputs;
    const [normalised, mean, variance] = norm.outputs;
    const centre = `${mean}:unbiased`;
    tensors.set(centre, tensors.get(mean)!);
    replaced.set(layer, [{ ...layer, inputs: [x, weight] }]);
    replaced.set(norm, [
      { ...norm, outputs: [normalised, centre, variance] },
      { kind: 'add', path: norm.path, inputs: [centre, bias], outputs: [mean] },
    ]);
    if (!gradient) continue;
    const [dy, input, , ...rest] = gradient.inputs;
    replaced.set(gradient, [{ ...gradient, inputs: [dy, input, centre, ...rest] } as PlanOperationOf<'batchNormGradient'>]);
    const [dx] = gradient.outputs;
    const biasGradient = readers(dx).find((operation) => operation.kind === 'biasGradient');
    if (biasGradient) replaced.set(biasGradient, [{ kind: 'zeros', path: biasGradient.path, inputs: [], outputs: biasGradient.outputs }]);
  }
  return replaced.size === 0 ? plan : { ...plan, tensors, operations: plan.operations.flatMap((operation) => replaced.get(operation) ?? [operation]) };
}

type Biased = (PlanOperationOf<'conv2d'> | PlanOperationOf<'linear'>) & { readonly inputs: readonly [TensorName, TensorName, TensorName] };

const isBiased = (operation: PlanOperation): operation is Biased =>
  (operation.kind === 'conv2d' || operation.kind === 'linear') && operation.inputs.length === 3;
