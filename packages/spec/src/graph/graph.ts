import type { AnyOperation, ForwardOperation } from './operations.js';
import type { TensorInfo, TensorName } from './tensor.js';

/** What a state tensor is for; decides its first value (`weight` and `bias` by the recipe's rule) and whether it is trained. */
export type StateRole = 'weight' | 'bias' | 'normWeight' | 'normBias' | 'runningMean' | 'runningVariance' | 'optimizer';

/** A tensor that outlives a step. */
export interface StateTensor {
  readonly name: TensorName;
  readonly shape: readonly number[];
  readonly role: StateRole;
  /** The layer's path. */
  readonly path: string;
  /** Changed by the optimiser. Running statistics and the optimiser's own tensors are not. */
  readonly trainable: boolean;
  /** inChannels / groups · kH · kW, or inFeatures; for a bias, that of its weight; 0 where no rule asks. */
  readonly fanIn: number;
  /** outChannels / groups · kH · kW, or outFeatures; 0 where no rule asks. */
  readonly fanOut: number;
}

/** A tensor that is handed in with each call. */
export type GraphInput =
  | { readonly name: TensorName; readonly role: 'pixels' | 'input' | 'labels' }
  /** Kept with probability 1 − rate; uint8 zeros and ones. */
  | { readonly name: TensorName; readonly role: 'mask'; readonly path: string; readonly rate: number }
  /** A float32 scalar that changes from step to step; `name` says which: `learningRate`, `biasCorrection1`, … */
  | { readonly name: TensorName; readonly role: 'scalar' };

/**
 * A flat, ordered list of operations over named tensors: all that a backend reads. Plain data, but `JSON.stringify` sees nothing of its maps.
 * Every operation comes after those that make its inputs, and each tensor is written once.
 */
export interface Graph<Operation extends AnyOperation = ForwardOperation> {
  readonly name: string;
  /** N of every shape. */
  readonly batchSize: number;
  /** Every tensor that is an input, a state or made by an operation. */
  readonly tensors: ReadonlyMap<TensorName, TensorInfo>;
  readonly inputs: readonly GraphInput[];
  readonly state: readonly StateTensor[];
  readonly operations: readonly Operation[];
  /** The state's value after this call: name of a state tensor → the tensor that holds its next value. What is not listed stays. */
  readonly updates: ReadonlyMap<TensorName, TensorName>;
  /** The results that a caller reads, by purpose. */
  readonly outputs: GraphOutputs;
}

export interface GraphOutputs {
  /** `[N, F]` (or the last layer's shape), before any softmax. */
  readonly logits: TensorName;
  /** Softmax of the logits. */
  readonly probabilities?: TensorName;
  /** Scalar. */
  readonly loss?: TensorName;
  /** Scalar: right answers in the batch. */
  readonly correct?: TensorName;
}
