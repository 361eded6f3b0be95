import type { Padding } from '@archetype/spec';
import type { KernelFunc } from '@tensorflow/tfjs-core';
import type { Tensor } from '../../tensor.js';
import { isSamePadding } from '../../window.js';
import type { AttributeValue, Runner } from './runner.js';

type Pairs = readonly (readonly [number, number])[];

/** A kernel of TensorFlow.js's name and arguments, which its caller knows, in TensorFlow's own operations. */
type NativeKernel = (inputs: never, attributes: never) => Tensor | Tensor[];

interface Sliding {
  readonly strides: readonly [number, number];
  readonly pad: 'valid' | Pairs;
  readonly dilations?: readonly [number, number];
}

/** The kernels that `src/kernels/` calls. */
export function nativeKernels(runner: Runner): (name: string) => KernelFunc | undefined {
  const table: Readonly<Record<string, NativeKernel>> = {
    ...elementwise(runner),
    ...reductions(runner),
    ...arrangement(runner),
    ...products(runner),
    ...convolutions(runner),
    ...pooling(runner),
    ...classification(runner),
    ...fusedGradients(runner),
    ...normalization(runner),
  };
  return (name) => {
    const kernel = table[name] as ((inputs: unknown, attributes: unknown) => Tensor | Tensor[]) | undefined;
    return kernel && (({ inputs, attrs }) => kernel(inputs, attrs));
  };
}

function elementwise({ binding, run, scalar, typeOf, release }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  const unary = (operation: string) => ({ x }: { readonly x: Tensor }) => run(operation, float, x);
  const binary = (operation: string) => ({ a, b }: { readonly a: Tensor; readonly b: Tensor }) => run(operation, float, a, b);
  const cast = (x: Tensor, from: number, to: number) =>
    run('Cast', { SrcT: { type: from }, DstT: { type: to }, Truncate: false }, x);
  const types: Readonly<Record<string, number>> = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL };
  return {
    Add: binary('AddV2'),
    Sub: binary('Sub'),
    Multiply: binary('Mul'),
    RealDiv: binary('RealDiv'),
    Maximum: binary('Maximum'),
    Minimum: binary('Minimum'),
    SquaredDifference: binary('SquaredDifference'),
    Pow: binary('Pow'),
    Square: unary('Square'),
    Sqrt: unary('Sqrt'),
    Rsqrt: unary('Rsqrt'),
    Exp: unary('Exp'),
    Log: unary('Log'),
    Neg: unary('Neg'),
    Sigmoid: unary('Sigmoid'),
    Tanh: unary('Tanh'),
    Erf: unary('Erf'),
    Relu: unary('Relu'),
    Elu: unary('Elu'),
    Softplus: unary('Softplus'),
    LeakyRelu: ({ x }: { readonly x: Tensor }, { alpha }: { readonly alpha: number }) => run('LeakyRelu', { ...float, alpha: { float: alpha } }, x),
    EluGrad: ({ dy, y }: { readonly dy: Tensor; readonly y: Tensor }) => run('EluGrad', float, dy, y),
    Step({ x }: { readonly x: Tensor }, { alpha }: { readonly alpha: number }) {
      const above = run('Greater', float, x, scalar(0));
      const step = run('SelectV2', float, above, scalar(1), scalar(alpha));
      release(above);
      return step;
    },
    Cast: ({ x }: { readonly x: Tensor }, { dtype }: { readonly dtype: string }) => cast(x, typeOf(x), types[dtype]!),
  };
}

function reductions({ binding, run, integers }: Runner) {
  const types = { T: { type: binding.TF_FLOAT }, Tidx: { type: binding.TF_INT32 } };
  return {
    Sum: ({ x }: { readonly x: Tensor }, { axis, keepDims }: { readonly axis: readonly number[]; readonly keepDims: boolean }) =>
      run('Sum', { ...types, keep_dims: keepDims }, x, integers(axis)),
    Mean: ({ x }: { readonly x: Tensor }, { axis, keepDims }: { readonly axis: readonly number[]; readonly keepDims: boolean }) =>
      run('Mean', { ...types, keep_dims: keepDims }, x, integers(axis)),
    Max: ({ x }: { readonly x: Tensor }, { reductionIndices, keepDims }: { readonly reductionIndices: readonly number[]; readonly keepDims: boolean }) =>
      run('Max', { ...types, keep_dims: keepDims }, x, integers(reductionIndices)),
  };
}

function arrangement({ binding, run, integers, scalar }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  const index = { type: binding.TF_INT32 };
  const pairs = (paddings: Pairs) => integers(paddings.flat(), [paddings.length, 2]);
  return {
    Transpose: ({ x }: { readonly x: Tensor }, { perm }: { readonly perm: readonly number[] }) => run('Transpose', { ...float, Tperm: index }, x, integers(perm)),
    PadV2: ({ x }: { readonly x: Tensor }, { paddings, constantValue }: { readonly paddings: Pairs; readonly constantValue: number }) =>
      run('PadV2', { ...float, Tpaddings: index }, x, pairs(paddings), scalar(constantValue)),
    Slice: ({ x }: { readonly x: Tensor }, { begin, size }: { readonly begin: readonly number[]; readonly size: readonly number[] }) =>
      run('Slice', { ...float, Index: index }, x, integers(begin), integers(size)),
    StridedSlice: (
      { x }: { readonly x: Tensor },
      { begin, end, strides }: { readonly begin: readonly number[]; readonly end: readonly number[]; readonly strides: readonly number[] },
    ) => {
      const masks = { begin_mask: 0, end_mask: 0, ellipsis_mask: 0, new_axis_mask: 0, shrink_axis_mask: 0 };
      return run('StridedSlice', { ...float, Index: index, ...masks }, x, integers(begin), integers(end), integers(strides));
    },
    Reverse: ({ x }: { readonly x: Tensor }, { dims }: { readonly dims: readonly number[] }) => run('ReverseV2', { ...float, Tidx: index }, x, integers(dims)),
    Tile: ({ x }: { readonly x: Tensor }, { reps }: { readonly reps: readonly number[] }) => run('Tile', { ...float, Tmultiples: index }, x, integers(reps)),
    Concat: (parts: readonly Tensor[], { axis }: { readonly axis: number }) => run('ConcatV2', { ...float, N: parts.length, Tidx: index }, ...parts, integers(axis)),
    ResizeBilinear: ({ images }: { readonly images: Tensor }, { size }: { readonly size: readonly number[] }) =>
      run('ResizeBilinear', { ...float, align_corners: false, half_pixel_centers: true }, images, integers(size)),
  };
}

function products({ binding, run, release }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  const addBias = (product: Tensor, bias: Tensor | undefined): Tensor => {
    if (bias === undefined) return product;
    const sum = run('BiasAdd', { ...float, data_format: 'NHWC' }, product, bias);
    release(product);
    return sum;
  };
  const multiply = (a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
    a.shape.length === 2
      ? run('MatMul', { ...float, transpose_a: transposeA, transpose_b: transposeB }, a, b)
      : run('BatchMatMulV2', { ...float, adj_x: transposeA, adj_y: transposeB }, a, b);
  return {
    BatchMatMul: ({ a, b }: { readonly a: Tensor; readonly b: Tensor }, { transposeA, transposeB }: { readonly transposeA: boolean; readonly transposeB: boolean }) =>
      multiply(a, b, transposeA, transposeB),
    _FusedMatMul: ({ a, b, bias }: { readonly a: Tensor; readonly b: Tensor; readonly bias?: Tensor }) => addBias(multiply(a, b, false, false), bias),
  };
}

function convolutions({ binding, run, integers, release }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  const sliding = ({ strides, pad, dilations = [1, 1] }: Sliding, image: readonly number[], [height, width]: readonly number[]): Readonly<Record<string, AttributeValue>> => ({
    ...float,
    strides: [1, ...strides, 1],
    dilations: [1, ...dilations, 1],
    data_format: 'NHWC',
    ...paddingAttributes(pad, (sides) => isSamePadding(image, [(height! - 1) * dilations[0] + 1, (width! - 1) * dilations[1] + 1], strides, sides)),
  });
  const withBias = (y: Tensor, bias: Tensor | undefined): Tensor => {
    if (bias === undefined) return y;
    const sum = run('BiasAdd', { ...float, data_format: 'NHWC' }, y, bias);
    release(y);
    return sum;
  };
  type Operands = { readonly x: Tensor; readonly filter: Tensor; readonly bias?: Tensor };
  return {
    FusedConv2D: ({ x, filter, bias }: Operands, attributes: Sliding) => withBias(run('Conv2D', { ...sliding(attributes, x.shape, filter.shape), use_cudnn_on_gpu: true }, x, filter), bias),
    DepthwiseConv2dNative: ({ x, filter }: Operands, attributes: Sliding) => run('DepthwiseConv2dNative', sliding(attributes, x.shape, filter.shape), x, filter),
    FusedDepthwiseConv2D: ({ x, filter, bias }: Operands, attributes: Sliding) =>
      withBias(run('DepthwiseConv2dNative', sliding(attributes, x.shape, filter.shape), x, filter), bias),
    DepthwiseConv2dNativeBackpropInput: ({ dy, filter }: { readonly dy: Tensor; readonly filter: Tensor }, attributes: Sliding & { readonly inputShape: readonly number[] }) =>
      run('DepthwiseConv2dNativeBackpropInput', sliding(attributes, attributes.inputShape, filter.shape), integers(attributes.inputShape), filter, dy),
    DepthwiseConv2dNativeBackpropFilter: ({ x, dy }: { readonly x: Tensor; readonly dy: Tensor }, attributes: Sliding & { readonly filterShape: readonly number[] }) =>
      run('DepthwiseConv2dNativeBackpropFilter', sliding(attributes, x.shape, attributes.filterShape), x, integers(attributes.filterShape), dy),
    Conv2DBackpropInput: ({ dy, filter }: { readonly dy: Tensor; readonly filter: Tensor }, attributes: Sliding & { readonly inputShape: readonly number[] }) =>
      run('Conv2DBackpropInput', { ...sliding(attributes, attributes.inputShape, filter.shape), use_cudnn_on_gpu: true }, integers(attributes.inputShape), filter, dy),
    Conv2DBackpropFilter: ({ x, dy }: { readonly x: Tensor; readonly dy: Tensor }, attributes: Sliding & { readonly filterShape: readonly number[] }) =>
      run('Conv2DBackpropFilter', { ...sliding(attributes, x.shape, attributes.filterShape), use_cudnn_on_gpu: true }, x, integers(attributes.filterShape), dy),
  };
}

/** By name where there is one: TensorFlow's fast kernels know few explicit paddings. */
function paddingAttributes(pad: Sliding['pad'], isSame: (sides: Padding) => boolean): Readonly<Record<string, AttributeValue>> {
  if (pad === 'valid' || pad.flat().every((side) => side === 0)) return { padding: 'VALID' };
  const [, rows, columns] = pad as readonly [unknown, readonly [number, number], readonly [number, number]];
  if (isSame([rows[0], columns[0], rows[1], columns[1]])) return { padding: 'SAME' };
  return { padding: 'EXPLICIT', explicit_paddings: pad.flat() };
}

function pooling({ binding, run, integers }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  interface Pool {
    readonly filterSize: readonly [number, number];
    readonly strides: readonly [number, number];
  }
  const window = ({ filterSize, strides }: Pool) => ({ ...float, ksize: [1, ...filterSize, 1], strides: [1, ...strides, 1], padding: 'VALID', data_format: 'NHWC' });
  return {
    MaxPool: ({ x }: { readonly x: Tensor }, attributes: Pool) => run('MaxPool', window(attributes), x),
    MaxPoolGrad: ({ dy, input, output }: { readonly dy: Tensor; readonly input: Tensor; readonly output: Tensor }, attributes: Pool) =>
      run('MaxPoolGrad', window(attributes), input, output, dy),
    AvgPool: ({ x }: { readonly x: Tensor }, attributes: Pool) => run('AvgPool', window(attributes), x),
    AvgPoolGrad: ({ dy, input }: { readonly dy: Tensor; readonly input: Tensor }, attributes: Pool) =>
      run('AvgPoolGrad', window(attributes), integers(input.shape), dy),
  };
}

function classification({ binding, run, integers, scalar }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  const index = { type: binding.TF_INT32 };
  return {
    Softmax: ({ logits }: { readonly logits: Tensor }) => run('Softmax', float, logits),
    ArgMax: ({ x }: { readonly x: Tensor }, { axis }: { readonly axis: number }) => run('ArgMax', { ...float, Tidx: index, output_type: index }, x, integers(axis)),
    Equal: ({ a, b }: { readonly a: Tensor; readonly b: Tensor }) => run('Equal', { T: index, incompatible_shape_error: true }, a, b),
    OneHot: ({ indices }: { readonly indices: Tensor }, { depth, onValue, offValue }: { readonly depth: number; readonly onValue: number; readonly offValue: number }) =>
      run('OneHot', { ...float, TI: index, axis: -1 }, indices, integers(depth), scalar(onValue), scalar(offValue)),
  };
}

function fusedGradients({ binding, run, runMany }: Runner) {
  const float = { T: { type: binding.TF_FLOAT } };
  type Operands = { readonly dy: Tensor; readonly y: Tensor };
  return {
    ReluGrad: ({ dy, y }: Operands) => run('ReluGrad', float, dy, y),
    SigmoidGrad: ({ dy, y }: Operands) => run('SigmoidGrad', float, y, dy),
    TanhGrad: ({ dy, y }: Operands) => run('TanhGrad', float, y, dy),
    BiasAddGrad: ({ dy }: { readonly dy: Tensor }) => run('BiasAddGrad', { ...float, data_format: 'NHWC' }, dy),
    SoftmaxCrossEntropyWithLogits: ({ logits, targets }: { readonly logits: Tensor; readonly targets: Tensor }) => [
      ...runMany('SoftmaxCrossEntropyWithLogits', float, [logits, targets], 2),
    ],
  };
}

/** On the CPU. Results are y, mean and biased variance; and the gradients of x, scale and offset. */
function normalization({ binding, runMany, floats, release }: Runner) {
  const types = { T: { type: binding.TF_FLOAT }, U: { type: binding.TF_FLOAT } };
  const training = (epsilon: number) => ({ ...types, epsilon: { float: epsilon }, data_format: 'NHWC', is_training: true });
  return {
    FusedBatchNormV3({ x, scale, offset }: { readonly x: Tensor; readonly scale: Tensor; readonly offset: Tensor }, { epsilon }: { readonly epsilon: number }) {
      const none = floats([]);
      const attributes = { ...training(epsilon), exponential_avg_factor: { float: 1 } };
      // What follows the statistics is kept for the gradient: first the mean again, then the variance without the correction for samples.
      const [y, mean, corrected, again, variance, reserve] = runMany('FusedBatchNormV3', attributes, [x, scale, offset, none, none], 6);
      for (const unused of [corrected, again, reserve]) release(unused!);
      return [y!, mean!, variance!];
    },
    FusedBatchNormGradV3(
      { dy, x, scale, mean, variance }: Readonly<Record<'dy' | 'x' | 'scale' | 'mean' | 'variance', Tensor>>,
      { epsilon }: { readonly epsilon: number },
    ) {
      const [dx, dScale, dOffset, ...unused] = runMany('FusedBatchNormGradV3', training(epsilon), [dy, x, scale, mean, variance, floats([])], 5);
      unused.forEach(release);
      return [dx!, dScale!, dOffset!];
    },
  };
}
