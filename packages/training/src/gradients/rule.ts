import type { ForwardOperation, TensorName } from '@archetype/spec';
import type { StepOperation } from '../operations.js';

/**
 * How one kind of operation passes the gradient of its first output back to its inputs. A rule says what to compute and
 * never computes: it appends operations to the step graph through its context, and asks first whether a gradient is wanted.
 *
 * @param dy the gradient of the operation's first output, of that output's shape
 */
export type GradientRule<Operation extends ForwardOperation> = (operation: Operation, dy: TensorName, context: GradientContext) => void;

/** What a gradient rule may ask and do. */
export interface GradientContext {
  /** Whether the tensor leads to trained state, so that its gradient is of use. */
  wants(tensor: TensorName): boolean;

  shapeOf(tensor: TensorName): readonly number[];

  /**
   * Appends the operation that computes a gradient of `tensor`. Where several operations read a tensor, their gradients add up.
   *
   * @param operation receives the name that the result must have
   */
  contribute(tensor: TensorName, operation: (gradient: TensorName) => StepOperation): void;

  /** As `contribute`, for an operation that computes the gradients of three different tensors at once. */
  contributeTogether(
    tensors: readonly [TensorName, TensorName, TensorName],
    operation: (gradients: readonly [TensorName, TensorName, TensorName]) => StepOperation,
  ): void;

  /** `gradient`, a tensor that exists, is a gradient of `tensor` as it stands. No operation is appended. */
  pass(tensor: TensorName, gradient: TensorName): void;

  /** Appends an operation whose float32 result is a step on the way to a gradient. Returns `name`. */
  intermediate(name: TensorName, shape: readonly number[], operation: StepOperation): TensorName;
}
