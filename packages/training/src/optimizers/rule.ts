import type { CompleteOptimizer, OptimizerKind, TensorName } from '@archetype/spec';
import type { UpdateOperation } from '../operations.js';

export type OptimizerOf<Kind extends OptimizerKind> = Extract<CompleteOptimizer, { readonly kind: Kind }>;

/** One way to change a parameter by its gradient, as operations and state, for any shape. */
export interface OptimizerRule<Kind extends OptimizerKind> {
  /** What is kept from step to step for parameter P, each as `P:slot`, of P's shape, zero at first. In the order in which `update` takes them. */
  slots(optimizer: OptimizerOf<Kind>): readonly string[];

  /** The float32 scalars that change from step to step besides `learningRate`, for step t = 1, 2, …; in double precision here. */
  scalars(optimizer: OptimizerOf<Kind>, t: number): Readonly<Record<string, number>>;

  update(optimizer: OptimizerOf<Kind>, names: UpdateNames): UpdateOperation;
}

/** The tensors of one parameter's update. */
export interface UpdateNames {
  readonly path: string;
  readonly parameter: TensorName;
  readonly gradient: TensorName;
  readonly learningRate: TensorName;
  /** The name of a slot's tensor. */
  slot(slot: string): TensorName;
  /** The name of the tensor that holds the next value of a state tensor. */
  next(state: TensorName): TensorName;
}
