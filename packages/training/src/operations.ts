import type { ForwardOperation, PlainActivation, TensorName, Window2d } from '@archetype/spec';

/**
 * The operations that a step graph has besides the forward ones. They stand beside those in every backend: a gradient
 * reads the gradient of the output first (`dy`), then what it needs of the forward pass. Shapes are in the graph's tensors.
 */
interface Op<Kind extends string> {
  readonly kind: Kind;
  /** The path of the layer (or of the state tensor's layer) that this operation serves. */
  readonly path: string;
}

/** dx[n,c,h,w] = Σ_o,i,j,a,b dy[n,o,i,j] · weight[o,c,a,b] over i·sH − top + a·dH = h and j·sW − left + b·dW = w, o within c's group: the adjoint of conv2d in x. */
export interface Conv2dInputGradientOp extends Op<'conv2dInputGradient'>, Window2d {
  readonly groups: number;
  readonly inputs: readonly [dy: TensorName, weight: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** dWeight[o,c,a,b] = Σ_n,i,j dy[n,o,i,j] · x[n, c, i·sH − top + a·dH, j·sW − left + b·dW]. */
export interface Conv2dWeightGradientOp extends Op<'conv2dWeightGradient'>, Window2d {
  readonly groups: number;
  readonly inputs: readonly [dy: TensorName, x: TensorName];
  readonly outputs: readonly [dWeight: TensorName];
}

/** db[c] = Σ dy over every axis but 1; of `[N, C, H, W]` or `[N, F]`. */
export interface BiasGradientOp extends Op<'biasGradient'> {
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dBias: TensorName];
}

/** dx[n,i] = Σ_o dy[n,o] · weight[o,i]. */
export interface LinearInputGradientOp extends Op<'linearInputGradient'> {
  readonly inputs: readonly [dy: TensorName, weight: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** dWeight[o,i] = Σ_n dy[n,o] · x[n,i]. */
export interface LinearWeightGradientOp extends Op<'linearWeightGradient'> {
  readonly inputs: readonly [dy: TensorName, x: TensorName];
  readonly outputs: readonly [dWeight: TensorName];
}

/** Each window's gradient goes to its first maximum in row-major order; overlapping windows add. */
export interface MaxPool2dGradientOp extends Op<'maxPool2dGradient'>, Window2d {
  readonly inputs: readonly [dy: TensorName, x: TensorName, y: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** Each window's gradient, divided by its count, goes to every position of the window inside the input. */
export interface AvgPool2dGradientOp extends Op<'avgPool2dGradient'>, Window2d {
  readonly rowCounts: readonly number[];
  readonly columnCounts: readonly number[];
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** dx[n,c,h,w] = dy[n,c] / (H·W). */
export interface GlobalAvgPool2dGradientOp extends Op<'globalAvgPool2dGradient'> {
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** dx[n,c,h,w] = Σ dy[n,c,i,j] / (rows of window i · columns of window j) over the windows (i, j) that hold (h, w). */
export interface AdaptiveAvgPool2dGradientOp extends Op<'adaptiveAvgPool2dGradient'> {
  readonly rowWindows: readonly (readonly [start: number, end: number])[];
  readonly columnWindows: readonly (readonly [start: number, end: number])[];
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/**
 * With x̂ = (x − mean)/√(variance + eps), m = N·H·W and w the weight (1 without):
 * dBias = Σ dy, dWeight = Σ dy·x̂, dx = w/√(variance + eps) · (dy − dBias/m − x̂·dWeight/m).
 * Mean and variance are those of this batch, so the gradient goes through them.
 */
export interface BatchNormGradientOp extends Op<'batchNormGradient'> {
  readonly eps: number;
  readonly inputs:
    | readonly [dy: TensorName, x: TensorName, mean: TensorName, variance: TensorName]
    | readonly [dy: TensorName, x: TensorName, mean: TensorName, variance: TensorName, weight: TensorName];
  readonly outputs: readonly [dx: TensorName] | readonly [dx: TensorName, dWeight: TensorName, dBias: TensorName];
}

/**
 * With s[c] = k + alpha/size · Σ x[c']² over the window of c:
 * dx[c] = dy[c]·s[c]^−beta − 2·alpha·beta/size · x[c] · Σ dy[c']·x[c']·s[c']^(−beta − 1) over the channels c' whose windows hold c.
 */
export interface LocalResponseNormGradientOp extends Op<'localResponseNormGradient'> {
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
  readonly inputs: readonly [dy: TensorName, x: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** Activations whose derivative is written in the output y: relu (y > 0), sigmoid y(1 − y), tanh 1 − y², elu (y > 0 ? 1 : y + 1). */
export type OutputActivation = 'relu' | 'sigmoid' | 'tanh' | 'elu';

export interface OutputActivationGradientOp<Kind extends OutputActivation> extends Op<`${Kind}Gradient`> {
  readonly inputs: readonly [dy: TensorName, y: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** Activations whose derivative is written in the input x: gelu Φ(x) + xφ(x), silu σ(1 + x(1 − σ)), softplus σ(x), hardSwish 0 | (2x + 3)/6 | 1. */
export type InputActivation = Exclude<PlainActivation, OutputActivation>;

export interface InputActivationGradientOp<Kind extends InputActivation> extends Op<`${Kind}Gradient`> {
  readonly inputs: readonly [dy: TensorName, x: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** dx = dy where x > 0, negativeSlope·dy elsewhere. */
export interface LeakyReluGradientOp extends Op<'leakyReluGradient'> {
  readonly negativeSlope: number;
  readonly inputs: readonly [dy: TensorName, x: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** `[N, C·H·W]` → `[N, C, H, W]`: the adjoint of flatten. */
export interface UnflattenOp extends Op<'unflatten'> {
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** Channels `[start, end)`: the adjoint of concat in one of its inputs. */
export interface SliceChannelsOp extends Op<'sliceChannels'> {
  readonly start: number;
  readonly end: number;
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** `[N, C, H, W]` → `[N, C, 1, 1]`: the adjoint of stretching over height and width. */
export interface SumSpatialOp extends Op<'sumSpatial'> {
  readonly inputs: readonly [dy: TensorName];
  readonly outputs: readonly [dx: TensorName];
}

/** dLogits = (softmax(logits) − q) · (1/N where `reduction` is `mean`), q as in softmaxCrossEntropy. */
export interface SoftmaxCrossEntropyGradientOp extends Op<'softmaxCrossEntropyGradient'> {
  readonly reduction: 'mean' | 'sum';
  readonly labelSmoothing: number;
  readonly inputs: readonly [logits: TensorName, labels: TensorName];
  readonly outputs: readonly [dLogits: TensorName];
}

/** norm = √(Σ g²) over every element of every input, as a float32 scalar: the L2 norm of all gradients as one vector. */
export interface GlobalNormOp extends Op<'globalNorm'> {
  readonly inputs: readonly TensorName[];
  readonly outputs: readonly [norm: TensorName];
}

/** y = x · min(1, maxNorm / (norm + 1e-6)). */
export interface ClipByNormOp extends Op<'clipByNorm'> {
  readonly maxNorm: number;
  readonly inputs: readonly [x: TensorName, norm: TensorName];
  readonly outputs: readonly [y: TensorName];
}

/**
 * PyTorch's SGD: g ← gradient + weightDecay·w; with momentum μ ≠ 0: v ← μ·v + g, and g ← g + μ·v (nesterov) or v; w ← w − learningRate·g.
 * v begins at zero, so that the first v is g.
 */
export interface SgdUpdateOp extends Op<'sgdUpdate'> {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  readonly inputs:
    | readonly [parameter: TensorName, gradient: TensorName, learningRate: TensorName]
    | readonly [parameter: TensorName, gradient: TensorName, learningRate: TensorName, velocity: TensorName];
  readonly outputs: readonly [next: TensorName] | readonly [next: TensorName, nextVelocity: TensorName];
}

/**
 * PyTorch's Adam and AdamW. m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * w ← w − learningRate · (m / biasCorrection1) / (√(v / biasCorrection2) + eps), where biasCorrectionᵢ = 1 − βᵢ^t comes in as a scalar.
 * Weight decay is added to g first (`coupled`), or w ← w·(1 − learningRate·weightDecay) first (`decoupled`).
 */
export interface AdamUpdateOp extends Op<'adamUpdate'> {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  readonly decay: 'coupled' | 'decoupled';
  readonly inputs: readonly [
    parameter: TensorName,
    gradient: TensorName,
    learningRate: TensorName,
    firstMoment: TensorName,
    secondMoment: TensorName,
    biasCorrection1: TensorName,
    biasCorrection2: TensorName,
  ];
  readonly outputs: readonly [next: TensorName, nextFirstMoment: TensorName, nextSecondMoment: TensorName];
}

/** PyTorch's RMSprop: g ← g + weightDecay·w; s ← αs + (1 − α)g²; u = g / (√s + eps); with momentum μ ≠ 0: b ← μb + u, u ← b; w ← w − learningRate·u. */
export interface RmspropUpdateOp extends Op<'rmspropUpdate'> {
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly inputs:
    | readonly [parameter: TensorName, gradient: TensorName, learningRate: TensorName, squareAverage: TensorName]
    | readonly [parameter: TensorName, gradient: TensorName, learningRate: TensorName, squareAverage: TensorName, velocity: TensorName];
  readonly outputs:
    | readonly [next: TensorName, nextSquareAverage: TensorName]
    | readonly [next: TensorName, nextSquareAverage: TensorName, nextVelocity: TensorName];
}

export type GradientOperation =
  | Conv2dInputGradientOp
  | Conv2dWeightGradientOp
  | BiasGradientOp
  | LinearInputGradientOp
  | LinearWeightGradientOp
  | MaxPool2dGradientOp
  | AvgPool2dGradientOp
  | GlobalAvgPool2dGradientOp
  | AdaptiveAvgPool2dGradientOp
  | BatchNormGradientOp
  | LocalResponseNormGradientOp
  | { [Kind in OutputActivation]: OutputActivationGradientOp<Kind> }[OutputActivation]
  | { [Kind in InputActivation]: InputActivationGradientOp<Kind> }[InputActivation]
  | LeakyReluGradientOp
  | UnflattenOp
  | SliceChannelsOp
  | SumSpatialOp
  | SoftmaxCrossEntropyGradientOp;

export type ClippingOperation = GlobalNormOp | ClipByNormOp;

export type UpdateOperation = SgdUpdateOp | AdamUpdateOp | RmspropUpdateOp;

/** Everything that a backend must be able to run. */
export type StepOperation = ForwardOperation | GradientOperation | ClippingOperation | UpdateOperation;

export type OpKind = StepOperation['kind'];

/** The operation of one kind. A backend's registry is `{ readonly [K in OpKind]: Kernel<OperationOf<K>> }`. */
export type OperationOf<Kind extends OpKind> = Extract<StepOperation, { readonly kind: Kind }>;
