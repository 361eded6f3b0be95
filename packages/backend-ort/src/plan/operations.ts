import type { Graph, TensorName } from '@archetype/spec';
import type { StepOperation } from '@archetype/training';

/** y = x · factor, a scalar tensor. */
export interface ScaleOp {
  readonly kind: 'scale';
  readonly path: string;
  readonly inputs: readonly [x: TensorName, factor: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** Plain gradient descent on a gradient that has the learning rate in it already: w ← w·(1 − learningRate·weightDecay) − step. */
export interface SgdStepOp {
  readonly kind: 'sgdStep';
  readonly path: string;
  readonly weightDecay: number;
  readonly inputs: readonly [parameter: TensorName, step: TensorName, learningRate: TensorName];
  readonly outputs: readonly [next: TensorName];
}

/** A tensor of zeros. */
export interface ZerosOp {
  readonly kind: 'zeros';
  readonly path: string;
  readonly inputs: readonly [];
  readonly outputs: readonly [zeros: TensorName];
}

/** What a plan consists of: the operations of a step graph, and some that rewriting makes. */
export type PlanOperation = StepOperation | ScaleOp | SgdStepOp | ZerosOp;

export type PlanKind = PlanOperation['kind'];

export type PlanOperationOf<Kind extends PlanKind> = Extract<PlanOperation, { readonly kind: Kind }>;

/** A step graph on its way to ONNX. */
export type Plan = Graph<PlanOperation>;
