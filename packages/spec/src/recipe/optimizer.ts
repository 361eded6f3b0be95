import { trueOrFalse } from '../fields/choice.js';
import { optional, required, type Complete, type FieldsOf } from '../fields/field.js';
import { nonNegativeNumber, positiveNumber, properFraction } from '../fields/number.js';
import { variant } from '../fields/record.js';

// Names, defaults and formulas are PyTorch's, whose own are snake_case: https://docs.pytorch.org/docs/stable/optim.html

/** v ← momentum·v + g; w ← w − learningRate·v, with g ← gradient + weightDecay·w. */
export interface Sgd {
  readonly kind: 'sgd';
  readonly learningRate: number;
  /** The weight of the old velocity; 0 keeps none. @defaultValue 0 */
  readonly momentum?: number;
  /** Steps by g + momentum·v; refused without a momentum. @defaultValue false */
  readonly nesterov?: boolean;
  /** Coupled: added to the gradient. @defaultValue 0 */
  readonly weightDecay?: number;
}

/** Kingma and Ba 2014, https://arxiv.org/abs/1412.6980, with coupled weight decay. */
export interface Adam {
  readonly kind: 'adam';
  /** @defaultValue 0.001 */
  readonly learningRate?: number;
  /** @defaultValue 0.9 */
  readonly beta1?: number;
  /** @defaultValue 0.999 */
  readonly beta2?: number;
  /** Added after the root. @defaultValue 1e-8 */
  readonly eps?: number;
  /** Coupled: added to the gradient. @defaultValue 0 */
  readonly weightDecay?: number;
}

/** Adam with decoupled weight decay. Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101 */
export interface AdamW extends Omit<Adam, 'kind'> {
  readonly kind: 'adamw';
  /** Decoupled: w ← w·(1 − learningRate·weightDecay). @defaultValue 0.01 */
  readonly weightDecay?: number;
}

/** s ← alpha·s + (1 − alpha)·g²; w ← w − learningRate·g / (√s + eps). Not centred. */
export interface RmsProp {
  readonly kind: 'rmsprop';
  /** @defaultValue 0.01 */
  readonly learningRate?: number;
  /** The weight of the old average of squares. @defaultValue 0.99 */
  readonly alpha?: number;
  /** @defaultValue 1e-8 */
  readonly eps?: number;
  /** @defaultValue 0 */
  readonly momentum?: number;
  /** Coupled: added to the gradient. @defaultValue 0 */
  readonly weightDecay?: number;
}

export type Optimizer = Sgd | Adam | AdamW | RmsProp;
export type OptimizerKind = Optimizer['kind'];
/** An optimiser with every default filled in. */
export type CompleteOptimizer = Complete<Sgd> | Complete<Adam> | Complete<AdamW> | Complete<RmsProp>;

const sgd: FieldsOf<Sgd, 'kind'> = {
  learningRate: required(positiveNumber),
  momentum: optional(properFraction, 0),
  nesterov: optional(trueOrFalse, false),
  weightDecay: optional(nonNegativeNumber, 0),
};

const adam: FieldsOf<Adam, 'kind'> = {
  learningRate: optional(positiveNumber, 0.001),
  beta1: optional(properFraction, 0.9),
  beta2: optional(properFraction, 0.999),
  eps: optional(positiveNumber, 1e-8),
  weightDecay: optional(nonNegativeNumber, 0),
};

const adamw: FieldsOf<AdamW, 'kind'> = { ...adam, weightDecay: optional(nonNegativeNumber, 0.01) };

const rmsprop: FieldsOf<RmsProp, 'kind'> = {
  learningRate: optional(positiveNumber, 0.01),
  alpha: optional(properFraction, 0.99),
  eps: optional(positiveNumber, 1e-8),
  momentum: optional(properFraction, 0),
  weightDecay: optional(nonNegativeNumber, 0),
};

export const optimizer = variant<Optimizer>('an optimizer such as { "kind": "sgd", "learningRate": 0.05 }', { sgd, adam, adamw, rmsprop });

/** How many numbers an optimiser keeps for each parameter. */
export function optimizerSlots(optimizer: Optimizer): number {
  const velocity = 'momentum' in optimizer && optimizer.momentum !== 0 && optimizer.momentum !== undefined ? 1 : 0;
  return { sgd: 0, adam: 2, adamw: 2, rmsprop: 1 }[optimizer.kind] + velocity;
}
