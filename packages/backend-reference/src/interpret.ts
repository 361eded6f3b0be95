import type { TensorName } from '@archetype/spec';
import type { StepGraph, StepOperation } from '@archetype/training';
import { runKernel } from './kernels/registry.js';
import { elementCount, zeros, type Tensor } from './tensor.js';

/**
 * Runs a graph's operations in their order, in double precision.
 *
 * @param given a value for every input and state tensor that an operation reads, row-major
 * @returns every tensor by name: those given and those computed. Updates are computed and not applied.
 * @throws Error where the graph is not one: an operation reads what nothing made, or a value has another size than its shape
 */
export function interpret(
  graph: Pick<StepGraph, 'name' | 'tensors' | 'operations'>,
  given: ReadonlyMap<TensorName, Float64Array>,
): ReadonlyMap<TensorName, Tensor> {
  const shapeOf = (name: TensorName): readonly number[] => {
    const info = graph.tensors.get(name);
    if (info === undefined) throw new Error(`${graph.name}: the graph does not declare ${name}`);
    return info.shape;
  };
  const made = new Map<TensorName, Tensor>();
  for (const [name, data] of given) {
    const shape = shapeOf(name);
    if (data.length !== elementCount(shape)) throw new Error(`${graph.name}: ${name} [${shape.join(', ')}] is given ${data.length} values`);
    made.set(name, { shape, data });
  }
  const read = (operation: StepOperation) => (name: TensorName) => {
    const tensor = made.get(name);
    if (tensor === undefined) throw new Error(`${graph.name}: ${operation.kind} at ${operation.path} reads ${name} before it is made`);
    return tensor;
  };
  for (const operation of graph.operations) {
    const inputs = operation.inputs.map(read(operation));
    const outputs = operation.outputs.map((name) => zeros(shapeOf(name)));
    runOperation(operation, inputs, outputs);
    operation.outputs.forEach((name, i) => made.set(name, outputs[i]!));
  }
  return made;
}

/** As `runKernel`, for lists whose length only the operation knows. */
const runOperation = runKernel as (operation: StepOperation, inputs: readonly Tensor[], outputs: readonly Tensor[]) => void;
