import type { TensorName } from '@archetype/spec';
import type { StepGraph, TensorValues } from '../backend.js';
import type { StepOperation } from '../operations.js';
import { largest, meanSquareRoot } from './magnitude.js';

/** How far two engines are apart in one tensor. */
export interface TensorDifference {
  readonly tensor: TensorName;
  /** The layer of the operation that made it. */
  readonly path: string;
  readonly kind: StepOperation['kind'];
  /** Relative to the tensor's scale; infinite where one engine has NaN or infinity and the other has not. */
  readonly difference: number;
}

/** The relative error that float32 leaves in a long sum, generously. */
const rounding = 1e-6;

/**
 * Compares what two engines computed of a step, tensor by tensor in the order of the graph. Returns a function that is handed the values, all at once or
 * some operations' at a time in their order, and yields the difference of each tensor that both have.
 *
 * The difference of a tensor is |a − b| / scale. In the forward pass both are the largest magnitudes: max|a − b| / max(|a|, |b|), because all that happens
 * there is continuous. Gradients and updates take root mean squares: where an input of ReLU or max pooling lies within rounding of a kink, two right engines
 * send single gradients different ways.
 *
 * A tensor that is zero by its nature, and so holds rounding alone, is measured by what it is the sum of:
 * - the mean in a batch normalisation by the standard deviation beside it, a running mean by the mean that goes into it;
 * - the result of a batch normalisation by its largest weight, where the weights are among the values, and the variance by the eps that it is added to: they are smaller only where all
 *   values of a channel are equal but for rounding;
 * - a sum of m gradients (of a bias, of a batch normalisation's parameters) by √m times their root mean square: before a batch normalisation a bias has no effect,
 *   so its gradient is zero;
 * - an update is left out where its gradient is rounding alone, less than `rounding / tolerance` of that scale: an optimiser such as Adam makes a whole step of it.
 *
 * The number of right answers is left out: it jumps.
 */
export function tensorDifferences(graph: StepGraph, tolerance: number): (a: TensorValues, b: TensorValues) => Generator<TensorDifference, void, void> {
  const lossAt = graph.operations.findIndex(({ outputs }) => (outputs as readonly TensorName[]).includes(graph.outputs.loss ?? ''));
  /** Root mean squares, for what is a sum of that tensor. */
  const sizes = new Map<TensorName, number>();
  const scales = new Map<TensorName, number>();
  const undetermined = new Set<TensorName>();
  return function* (a, b) {
    for (const [at, operation] of graph.operations.entries()) {
      for (const tensor of operation.outputs) {
        const [left, right] = [a.get(tensor), b.get(tensor)];
        if (left === undefined || right === undefined || operation.kind === 'countCorrect') continue;
        const measure = at > lossAt ? meanSquareRoot : largest;
        const own = Math.max(measure(left), measure(right));
        const scale = Math.max(own, naturalScale(graph, operation, tensor, { values: b, sizes, scales }));
        sizes.set(tensor, own);
        scales.set(tensor, scale);
        if (own < (rounding / tolerance) * scale) undetermined.add(tensor);
        if (isUpdate(operation) && undetermined.has(operation.inputs[1])) continue;
        yield { tensor, path: operation.path, kind: operation.kind, difference: relative(measure(left, right), scale) };
      }
    }
  };
}

interface Known {
  readonly values: TensorValues;
  readonly sizes: ReadonlyMap<TensorName, number>;
  readonly scales: ReadonlyMap<TensorName, number>;
}

/** The least scale of a tensor by the nature of its operation; 0 where its own values are the measure. */
function naturalScale(graph: StepGraph, operation: StepOperation, tensor: TensorName, { values, sizes, scales }: Known): number {
  /** Of a sum over the gradient that the operation reads. */
  const ofSum = (gradient: TensorName): number => Math.sqrt(elementsOf(graph, gradient) / elementsOf(graph, tensor)) * (sizes.get(gradient) ?? 0);
  switch (operation.kind) {
    case 'batchNorm': {
      const [, weight] = operation.inputs;
      const [y, mean, variance] = operation.outputs;
      if (tensor === y) return weight === undefined ? 1 : largest(values.get(weight) ?? new Float32Array());
      return tensor === mean ? Math.sqrt(largest(values.get(variance) ?? new Float32Array())) : operation.eps;
    }
    case 'movingAverage':
      return operation.momentum * (scales.get(operation.inputs[1]) ?? 0);
    case 'biasGradient':
      return ofSum(operation.inputs[0]);
    case 'batchNormGradient':
      return tensor === operation.outputs[0] ? 0 : ofSum(operation.inputs[0]);
    default:
      return 0;
  }
}

function elementsOf(graph: StepGraph, tensor: TensorName): number {
  return graph.tensors.get(tensor)?.shape.reduce((product, size) => product * size, 1) ?? 0;
}

function isUpdate(operation: StepOperation): operation is Extract<StepOperation, { readonly kind: 'sgdUpdate' | 'adamUpdate' | 'rmspropUpdate' }> {
  return operation.kind === 'sgdUpdate' || operation.kind === 'adamUpdate' || operation.kind === 'rmspropUpdate';
}

/** Nothing apart is 0, whatever the scale; NaN or infinity on one side is infinitely far apart. */
function relative(apart: number, scale: number): number {
  if (apart === 0) return 0;
  const difference = apart / scale;
  return Number.isNaN(difference) ? Infinity : difference;
}
