import type { Complete, FieldsOf } from '../fields/field.js';
import type { StateRole } from '../graph/graph.js';
import type { TensorName } from '../graph/tensor.js';
import type { GraphBuilder } from '../lowering/graphBuilder.js';
import type { Shape } from '../shapes/shape.js';

/** What every layer may carry. */
export interface Named {
  /** The layer's part of its path, `[A-Za-z_][A-Za-z0-9_]*`. @defaultValue its index within its container */
  readonly name?: string;
}

/** What a builder takes: the layer without its kind. */
export type FieldsGiven<L> = Omit<L, 'kind'>;

/** Why a layer cannot take its input. */
export interface Problem {
  /** Stable identifier, such as `kernel-exceeds-input`. */
  readonly code: string;
  /** One sentence with the values received. */
  readonly problem: string;
  /** The arithmetic, a line each. */
  readonly details?: readonly string[];
  readonly remedy?: string;
  /** The field at fault, where it is one. */
  readonly field?: string;
}

/** The output's shape where it is known, also beside a problem, so that the layers after it can be checked. */
export interface ShapeResult {
  readonly output?: Shape;
  readonly problems?: readonly Problem[];
}

/** A state tensor by the name within its layer. */
export interface LayerState {
  readonly name: 'weight' | 'bias' | 'running_mean' | 'running_var';
  readonly shape: readonly number[];
  readonly role: StateRole;
  /** @defaultValue 0 */
  readonly fanIn?: number;
  /** @defaultValue 0 */
  readonly fanOut?: number;
}

/** Where a layer stands in the graph. */
export interface Site {
  readonly path: string;
  readonly input: TensorName;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/**
 * All that the package knows of a layer kind that is no container. Shapes are without the batch. The rules are only asked about layers
 * whose fields are right, and all but `shape` only where `shape` found no problem.
 */
export interface LayerDefinition<L extends Named & { readonly kind: string }> {
  readonly fields: FieldsOf<L, 'kind' | 'name'>;
  shape(layer: Complete<L>, input: Shape): ShapeResult;
  /** In the order of a PyTorch state_dict; none where absent. */
  state?(layer: Complete<L>, input: Shape): readonly LayerState[];
  /** Multiply-adds for one item; 0 where absent. */
  multiplyAdds?(layer: Complete<L>, input: Shape, output: Shape): number;
  /** Bytes that a training step keeps for one item until its gradient; those of a float32 output where absent. */
  activationBytes?(layer: Complete<L>, output: Shape): number;
  /** Bytes beside input and output that one item takes where a convolution multiplies patches with weights; 0 where absent. */
  workspaceBytes?(layer: Complete<L>, input: Shape, output: Shape): number;
  /** Appends the layer's operations and returns the tensor with its output. */
  lower(layer: Complete<L>, site: Site, graph: GraphBuilder): TensorName;
}

/** `path:output`, with the layer's output shape. */
export function outputTensor({ path, outputShape }: Site, graph: GraphBuilder): TensorName {
  return graph.tensor(`${path}:output`, [graph.batchSize, ...outputShape]);
}
