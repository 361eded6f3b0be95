import type { ForwardOperation, TensorName } from '@archetype/spec';
import type { Attribute } from './attributes.js';
import { conv2d } from './conv2d.js';
import { adaptiveAvgPool2d, avgPool2d, globalAvgPool2d, maxPool2d } from './pooling.js';

/** The operations that an inference graph on float32 input consists of. */
export type InferenceKind = Exclude<
  ForwardOperation['kind'],
  'normalizePixels' | 'resizeBilinear2d' | 'repeatChannels' | 'batchNorm' | 'movingAverage' | 'dropout' | 'softmaxCrossEntropy' | 'countCorrect'
>;

export type InferenceOperation<Kind extends InferenceKind = InferenceKind> = Extract<ForwardOperation, { readonly kind: Kind }>;

/** What a writer draws one operation with. Tensors are nodes by name; images are `[N, H, W, C]`. */
export interface Drawing {
  read(name: TensorName): string;
  /** As the graph has it: `[N, C, H, W]`, N = 1. */
  shape(name: TensorName): readonly number[];
  /** A state tensor's values, as PyTorch stores them. */
  values(name: TensorName): Float32Array;
  node(op: string, input: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  /** A constant under the state's own name. */
  weight(name: TensorName, shape: readonly number[], data: Float32Array): string;
  floats(part: string, shape: readonly number[], data: ArrayLike<number>): string;
  integers(part: string, data: readonly number[]): string;
  integerPairs(part: string, data: readonly (readonly [number, number])[]): string;
  integer(part: string, value: number): string;
}

/** Draws an operation and returns the node of its result. */
export type Writer<Kind extends InferenceKind> = (operation: InferenceOperation<Kind>, drawing: Drawing) => string;

type Unary = { readonly inputs: readonly [x: TensorName] };
type Binary = { readonly inputs: readonly [a: TensorName, b: TensorName] };

const unary = (op: string) => ({ inputs }: Unary, { read, node }: Drawing): string => node(op, [read(inputs[0])]);
const binary = (op: string) => ({ inputs: [a, b] }: Binary, { read, node }: Drawing): string => node(op, [read(a), read(b)]);

/** How each operation is drawn; a kind that is missing does not compile. */
export const writers: { readonly [Kind in InferenceKind]: Writer<Kind> } = {
  conv2d,
  linear({ inputs: [x, weight, bias] }, { read, shape, values, node, weight: constant }) {
    const product = node('MatMul', [read(x), constant(weight, shape(weight), values(weight))], { transpose_b: { flag: true } });
    return bias === undefined ? product : node('AddV2', [product, constant(bias, shape(bias), values(bias))]);
  },
  maxPool2d,
  avgPool2d,
  globalAvgPool2d,
  adaptiveAvgPool2d,
  batchNormInference({ inputs: [x, mean, variance, scale, shift], eps }, { read, shape, values, node, weight, floats }) {
    const channels = shape(mean);
    const state = (name: TensorName | undefined, part: string, value: number): string =>
      name === undefined ? floats(part, channels, new Float32Array(channels[0]!).fill(value)) : weight(name, channels, values(name));
    return node('FusedBatchNormV3', [read(x), state(scale, 'scale', 1), state(shift, 'shift', 0), state(mean, 'mean', 0), state(variance, 'variance', 1)], {
      epsilon: { float: eps },
      is_training: { flag: false },
    });
  },
  localResponseNorm({ inputs: [x], size, alpha, beta, k }, { read, shape, node, floats }) {
    const channels = shape(x)[1]!;
    // y[c] = alpha/size · Σ squares of the window's channels, as a 1×1 convolution: TensorFlow's own has no even windows.
    const window = Array.from({ length: channels }, (_, other) =>
      Array.from({ length: channels }, (__, c) => (other >= c - Math.floor(size / 2) && other <= c + Math.floor((size - 1) / 2) ? alpha / size : 0)),
    );
    const squares = node('Mul', [read(x), read(x)]);
    const sums = node('Conv2D', [squares, floats('window', [1, 1, channels, channels], window.flat())], { strides: { ints: [1, 1, 1, 1] }, dilations: { ints: [1, 1, 1, 1] }, padding: { text: 'VALID' } });
    const divisor = node('Pow', [node('AddV2', [sums, floats('k', [], [k])]), floats('beta', [], [beta])]);
    return node('RealDiv', [read(x), divisor]);
  },
  relu: unary('Relu'),
  sigmoid: unary('Sigmoid'),
  tanh: unary('Tanh'),
  elu: unary('Elu'),
  softplus: unary('Softplus'),
  softmax: unary('Softmax'),
  leakyRelu: ({ inputs, negativeSlope }, { read, node }) => node('LeakyRelu', [read(inputs[0])], { alpha: { float: negativeSlope } }),
  silu: ({ inputs: [x] }, { read, node }) => node('Mul', [read(x), node('Sigmoid', [read(x)])]),
  gelu({ inputs: [x] }, { read, node, floats }) {
    const erf = node('Erf', [node('Mul', [read(x), floats('scale', [], [Math.SQRT1_2])])]);
    return node('Mul', [node('Mul', [read(x), floats('half', [], [0.5])]), node('AddV2', [erf, floats('one', [], [1])])]);
  },
  hardSwish({ inputs: [x] }, { read, node, floats }) {
    const gate = node('Relu6', [node('AddV2', [read(x), floats('three', [], [3])])]);
    return node('Mul', [read(x), node('Mul', [gate, floats('sixth', [], [1 / 6])])]);
  },
  flatten({ inputs: [x], outputs: [y] }, { read, shape, node, integers }) {
    const image = shape(x).length === 4;
    // The features of PyTorch: channel outermost.
    const channelsFirst = image ? node('Transpose', [read(x), integers('order', [0, 3, 1, 2])]) : read(x);
    return node('Reshape', [channelsFirst, integers('features', [-1, shape(y)[1]!])]);
  },
  add: binary('AddV2'),
  multiply: binary('Mul'),
  concat: ({ inputs }, { read, shape, node, integer }) =>
    inputs.length === 1 ? read(inputs[0]!) : node('ConcatV2', [...inputs.map(read), integer('axis', shape(inputs[0]!).length - 1)], { N: { int: inputs.length } }),
};
