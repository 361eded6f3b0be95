import type { GraphInput } from '../graph/graph.js';
import type { ForwardOperation } from '../graph/operations.js';
import type { ElementType, TensorInfo, TensorName } from '../graph/tensor.js';

/** A graph in the making. */
export interface GraphBuilder {
  readonly mode: 'training' | 'inference';
  readonly batchSize: number;
  /** Adds a tensor of the given shape (with the batch in it) and returns its name. */
  tensor(name: TensorName, shape: readonly number[], elementType?: ElementType): TensorName;
  input(input: GraphInput): void;
  emit(operation: ForwardOperation): void;
  /** The value of `state` after the call is in `next`. */
  update(state: TensorName, next: TensorName): void;
}

export interface GraphParts {
  readonly tensors: ReadonlyMap<TensorName, TensorInfo>;
  readonly inputs: readonly GraphInput[];
  readonly operations: readonly ForwardOperation[];
  readonly updates: ReadonlyMap<TensorName, TensorName>;
}

export function graphBuilder(mode: GraphBuilder['mode'], batchSize: number): GraphBuilder & GraphParts {
  const tensors = new Map<TensorName, TensorInfo>();
  const inputs: GraphInput[] = [];
  const operations: ForwardOperation[] = [];
  const updates = new Map<TensorName, TensorName>();
  return {
    mode,
    batchSize,
    tensors,
    inputs,
    operations,
    updates,
    tensor(name, shape, elementType = 'float32') {
      tensors.set(name, { shape, elementType });
      return name;
    },
    input: (input) => void inputs.push(input),
    emit: (operation) => void operations.push(operation),
    update: (state, next) => void updates.set(state, next),
  };
}
