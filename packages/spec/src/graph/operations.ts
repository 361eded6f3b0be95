import type { TensorName } from './tensor.js';

/**
 * The operations of a forward graph. Every number is resolved: no defaults, no names such as "same". Tensors are `[N, C, H, W]`
 * or `[N, F]`, convolution weights `[O, C / groups, kH, kW]`, linear weights `[O, I]`. Optional operands come last.
 */
interface Op<Kind extends string> {
  readonly kind: Kind;
  /** The path of the layer that this operation comes from; `''` for those that come from the recipe. */
  readonly path: string;
}

export type Pair = readonly [height: number, width: number];
/** Zeros (or −∞ for max pooling) added on each side. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];

/**
 * A sliding window. Output i along a side covers inputs `i·stride − begin + d·dilation`, d = 0 … kernel − 1. The number of outputs
 * is in the output's shape; input rows that no window reaches are left out (floor), and `padding` is large enough at the end for the
 * last window (ceil mode included).
 */
export interface Window2d {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** y[n,c,h,w] = (pixels / 255 − mean[c]) / std[c]; without mean and std, pixels / 255. From uint8. */
export interface NormalizePixels extends Op<'normalizePixels'> {
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly inputs: readonly [pixels: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/**
 * Bilinear resize to the output's height and width, half-pixel centres, no antialias: output i samples the input at
 * `max(0, (i + 0.5)·in/out − 0.5)`, between floor and min(floor + 1, in − 1).
 */
export interface ResizeBilinear2d extends Op<'resizeBilinear2d'> {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** Repeats the one channel of `[N, 1, H, W]` to the output's channels. */
export interface RepeatChannels extends Op<'repeatChannels'> {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** y[n,o,i,j] = bias[o] + Σ_c,a,b x[n, c, i·sH − top + a·dH, j·sW − left + b·dW] · weight[o,c,a,b], c within o's group, x zero outside. */
export interface Conv2dOp extends Op<'conv2d'>, Window2d {
  readonly groups: number;
  readonly inputs: readonly [x: TensorName, weight: TensorName] | readonly [x: TensorName, weight: TensorName, bias: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** y[n,o] = bias[o] + Σ_i x[n,i] · weight[o,i]. */
export interface LinearOp extends Op<'linear'> {
  readonly inputs: readonly [x: TensorName, weight: TensorName] | readonly [x: TensorName, weight: TensorName, bias: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** The largest value of each window; −∞ outside. */
export interface MaxPool2dOp extends Op<'maxPool2d'>, Window2d {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/**
 * The sum of each window divided by `rowCounts[i] · columnCounts[j]`: the positions of window (i, j) that count
 * (with the declared padding or without, never the overhang of ceil mode).
 */
export interface AvgPool2dOp extends Op<'avgPool2d'>, Window2d {
  readonly rowCounts: readonly number[];
  readonly columnCounts: readonly number[];
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** The mean over height and width: `[N, C, H, W]` → `[N, C, 1, 1]`. */
export interface GlobalAvgPool2dOp extends Op<'globalAvgPool2d'> {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** The mean over rows `rowWindows[i]` and columns `columnWindows[j]`, each `[start, end)`. Windows may overlap. */
export interface AdaptiveAvgPool2dOp extends Op<'adaptiveAvgPool2d'> {
  readonly rowWindows: readonly (readonly [start: number, end: number])[];
  readonly columnWindows: readonly (readonly [start: number, end: number])[];
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/**
 * Batch normalisation by the batch's own statistics, per channel over N, H and W: mean, variance (biased, two passes),
 * y = (x − mean) / √(variance + eps) · weight + bias. Also outputs mean and variance, `[C]`.
 */
export interface BatchNormOp extends Op<'batchNorm'> {
  readonly eps: number;
  readonly inputs: readonly [x: TensorName] | readonly [x: TensorName, weight: TensorName, bias: TensorName];
  readonly outputs: readonly [y: TensorName, mean: TensorName, variance: TensorName];
}

/** Batch normalisation by the running statistics: y = (x − mean) / √(variance + eps) · weight + bias. */
export interface BatchNormInferenceOp extends Op<'batchNormInference'> {
  readonly eps: number;
  readonly inputs:
    | readonly [x: TensorName, runningMean: TensorName, runningVariance: TensorName]
    | readonly [x: TensorName, runningMean: TensorName, runningVariance: TensorName, weight: TensorName, bias: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** next = (1 − momentum)·running + momentum·correction·batch, where `correction` is n/(n − 1) for an unbiased variance and 1 else. */
export interface MovingAverageOp extends Op<'movingAverage'> {
  readonly momentum: number;
  readonly correction: number;
  readonly inputs: readonly [running: TensorName, batch: TensorName];
  readonly outputs: readonly [next: TensorName];
}

/**
 * y = x / (k + alpha/size · Σ x[c']²)^beta over channels c' from c − ⌊size/2⌋ to c + ⌊(size − 1)/2⌋ that exist.
 */
export interface LocalResponseNormOp extends Op<'localResponseNorm'> {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** The activations that have no attribute. gelu is x·Φ(x) with the exact normal distribution; elu has α = 1, softplus β = 1. */
export type PlainActivation = 'relu' | 'sigmoid' | 'tanh' | 'gelu' | 'silu' | 'elu' | 'hardSwish' | 'softplus';

export interface PlainActivationOp<Kind extends PlainActivation> extends Op<Kind> {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** y = x where x > 0, negativeSlope·x elsewhere. */
export interface LeakyReluOp extends Op<'leakyRelu'> {
  readonly negativeSlope: number;
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** Inverted dropout: y = x · mask / (1 − rate), where mask (uint8, x's shape) is 1 for what is kept. Only in training. */
export interface DropoutOp extends Op<'dropout'> {
  readonly rate: number;
  readonly inputs: readonly [x: TensorName, mask: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** `[N, C, H, W]` → `[N, C·H·W]`, channel outermost. */
export interface FlattenOp extends Op<'flatten'> {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** y = a + b, equal shapes. */
export interface AddOp extends Op<'add'> {
  readonly inputs: readonly [a: TensorName, b: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** y = a · b; one of them may be `[N, C, 1, 1]`, stretched over height and width. */
export interface MultiplyOp extends Op<'multiply'> {
  readonly inputs: readonly [a: TensorName, b: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/** Joins along the channels (axis 1). */
export interface ConcatOp extends Op<'concat'> {
  readonly inputs: readonly TensorName[];
  readonly outputs: readonly [y: TensorName];
}

/** y[n,j] = exp(x[n,j] − max) / Σ exp(x[n,·] − max) over `[N, F]`. */
export interface SoftmaxOp extends Op<'softmax'> {
  readonly inputs: readonly [x: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/**
 * The cross-entropy of softmax(logits) `[N, F]` with labels `[N]` (int32), through log-softmax, as a scalar:
 * −Σ_n Σ_j q[n,j]·logSoftmax[n,j], divided by N where `reduction` is `mean`;
 * q is (1 − labelSmoothing)·oneHot + labelSmoothing / F.
 */
export interface SoftmaxCrossEntropyOp extends Op<'softmaxCrossEntropy'> {
  readonly reduction: 'mean' | 'sum';
  readonly labelSmoothing: number;
  readonly inputs: readonly [logits: TensorName, labels: TensorName];
  readonly outputs: readonly [loss: TensorName];
}

/** How many rows of the logits have their (first) maximum at the label, as a float32 scalar. */
export interface CountCorrectOp extends Op<'countCorrect'> {
  readonly inputs: readonly [logits: TensorName, labels: TensorName];
  readonly outputs: readonly [count: TensorName];
}

export type ForwardOperation =
  | NormalizePixels
  | ResizeBilinear2d
  | RepeatChannels
  | Conv2dOp
  | LinearOp
  | MaxPool2dOp
  | AvgPool2dOp
  | GlobalAvgPool2dOp
  | AdaptiveAvgPool2dOp
  | BatchNormOp
  | BatchNormInferenceOp
  | MovingAverageOp
  | LocalResponseNormOp
  | { [Kind in PlainActivation]: PlainActivationOp<Kind> }[PlainActivation]
  | LeakyReluOp
  | DropoutOp
  | FlattenOp
  | AddOp
  | MultiplyOp
  | ConcatOp
  | SoftmaxOp
  | SoftmaxCrossEntropyOp
  | CountCorrectOp;

/** What all operations have in common; enough to walk a graph. */
export interface AnyOperation {
  readonly kind: string;
  readonly path: string;
  readonly inputs: readonly TensorName[];
  readonly outputs: readonly TensorName[];
}
