import { absentOr, optional, required, type Complete, type FieldsOf } from '../fields/field.js';
import { listOf } from '../fields/list.js';
import { fraction, nonNegativeNumber, numberWithin, positiveInteger, positiveNumber } from '../fields/number.js';
import { variant } from '../fields/record.js';

// The learning rate as a function of time. `rate` is the optimiser's learningRate; epochs count from 0, t is the fraction of the run's
// steps that are done, 0 at the first step. Names are PyTorch's: https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate

/** rate, always. */
export interface ConstantSchedule {
  readonly kind: 'constant';
}

/** rate · gamma^⌊epoch / stepSize⌋. */
export interface StepSchedule {
  readonly kind: 'step';
  /** In epochs. */
  readonly stepSize: number;
  /** @defaultValue 0.1 */
  readonly gamma?: number;
}

/** rate · gamma^(number of milestones reached). */
export interface MultiStepSchedule {
  readonly kind: 'multiStep';
  /** Epochs, ascending. */
  readonly milestones: readonly number[];
  /** @defaultValue 0.1 */
  readonly gamma?: number;
}

/** minimum + (rate − minimum)·(1 + cos(π·t)) / 2, step by step over the run. */
export interface CosineSchedule {
  readonly kind: 'cosine';
  /** @defaultValue 0 */
  readonly minimum?: number;
}

/**
 * From rate / divFactor up to rate over the first pctStart of the run, then down to rate / (divFactor · finalDivFactor), both by a cosine.
 * The momentum is left alone. Smith and Topin 2017, https://arxiv.org/abs/1708.07120
 */
export interface OneCycleSchedule {
  readonly kind: 'oneCycle';
  /** @defaultValue 0.3 */
  readonly pctStart?: number;
  /** @defaultValue 25 */
  readonly divFactor?: number;
  /** @defaultValue 10000 */
  readonly finalDivFactor?: number;
}

/** From startFactor · rate in a straight line to rate over the first `epochs`, then as `after` says, whose time begins there. */
export interface LinearWarmupSchedule {
  readonly kind: 'linearWarmup';
  /** May be a fraction. */
  readonly epochs: number;
  /** @defaultValue 1/3 */
  readonly startFactor?: number;
  /** @defaultValue constant */
  readonly after?: PlainSchedule;
}

export type PlainSchedule = ConstantSchedule | StepSchedule | MultiStepSchedule | CosineSchedule | OneCycleSchedule;
export type Schedule = PlainSchedule | LinearWarmupSchedule;
export type ScheduleKind = Schedule['kind'];
/** A schedule with every default filled in. */
export type CompletePlainSchedule =
  | ConstantSchedule
  | Complete<StepSchedule>
  | Complete<MultiStepSchedule>
  | Complete<CosineSchedule>
  | Complete<OneCycleSchedule>;
export type CompleteSchedule =
  | CompletePlainSchedule
  | (Omit<Complete<LinearWarmupSchedule>, 'after'> & { readonly after?: CompletePlainSchedule });

const above1 = numberWithin({ exclusiveMinimum: 1 }, 'a number above 1');
const milestones = listOf(positiveInteger, 'a list of epochs in ascending order');
const constant: FieldsOf<ConstantSchedule, 'kind'> = {};
const step: FieldsOf<StepSchedule, 'kind'> = { stepSize: required(positiveInteger), gamma: optional(positiveNumber, 0.1) };
const multiStep: FieldsOf<MultiStepSchedule, 'kind'> = {
  milestones: required({
    ...milestones,
    accepts: (value): value is readonly number[] =>
      milestones.accepts(value) && value.every((epoch, i) => i === 0 || epoch > (value[i - 1] ?? 0)),
  }),
  gamma: optional(positiveNumber, 0.1),
};
const cosine: FieldsOf<CosineSchedule, 'kind'> = { minimum: optional(nonNegativeNumber, 0) };
const oneCycle: FieldsOf<OneCycleSchedule, 'kind'> = {
  pctStart: optional(numberWithin({ exclusiveMinimum: 0, exclusiveMaximum: 1 }, 'a number above 0 and below 1'), 0.3),
  divFactor: optional(above1, 25),
  finalDivFactor: optional(above1, 1e4),
};

const plain = variant<PlainSchedule>('a schedule such as { "kind": "cosine" }, not itself a warm-up', { constant, step, multiStep, cosine, oneCycle });

const linearWarmup: FieldsOf<LinearWarmupSchedule, 'kind'> = {
  epochs: required(positiveNumber),
  startFactor: optional(fraction, 1 / 3),
  after: absentOr(plain),
};

export const schedule = variant<Schedule>('a schedule such as { "kind": "constant" }', {
  constant,
  step,
  multiStep,
  cosine,
  oneCycle,
  linearWarmup,
});
