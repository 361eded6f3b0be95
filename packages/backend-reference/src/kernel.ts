import type { TensorName } from '@archetype/spec';
import type { StepOperation } from '@archetype/training';
import type { Tensor } from './tensor.js';

/** A tensor for each name of an operation's list, optional ones included. */
type TensorsFor<Names extends readonly TensorName[]> = { readonly [Index in keyof Names]: Tensor };

/**
 * Computes one operation: reads the inputs, fills the outputs. Outputs arrive as zeros in the shapes that the graph gives them,
 * so a kernel decides no shape, and a sum can start at once.
 */
export type Kernel<Operation extends StepOperation> = (
  operation: Operation,
  inputs: TensorsFor<Operation['inputs']>,
  outputs: TensorsFor<Operation['outputs']>,
) => void;
