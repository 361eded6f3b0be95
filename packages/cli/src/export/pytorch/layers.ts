import type { LayerOf, LayerShape, LeafKind, Padding, PaddingField, Pair } from '@archetype/spec';
import { call, pair, tuple, unless, type Call } from './expression.js';
import type { Operations } from './operations.js';
import type { Support } from './supports.js';

/** A leaf with everything resolved that PyTorch wants to know. */
export interface Leaf<Kind extends LeafKind> {
  readonly layer: LayerOf<Kind>;
  readonly shape: LayerShape;
  readonly operations: Operations;
  /** Uses a module that goes into the file, and returns its name. */
  support(name: Support): string;
}

type Writers = { readonly [Kind in LeafKind]: (leaf: Leaf<Kind>) => Call };

const plain = (callee: string) => (): Call => call(callee, []);

/** A leaf as a PyTorch module whose state has the names and shapes of ours. */
export const writers: Writers = {
  conv2d({ shape, operations, support }) {
    const { kernelSize, stride, padding, dilation, groups, inputs } = operations.only('conv2d');
    const even = isEven(padding);
    return call(even ? 'nn.Conv2d' : support('PaddedConv2d'), [shape.inputShape[0], shape.outputShape[0]], {
      kernel_size: pair(kernelSize),
      stride: unless(pair(stride), '1'),
      [even ? 'padding' : 'pad']: even ? unless(pair([padding[0], padding[1]]), '0') : sides(padding),
      dilation: unless(pair(dilation), '1'),
      groups: unless(String(groups), '1'),
      bias: inputs.length === 3 ? undefined : 'False',
    });
  },
  linear: ({ shape, operations }) => call('nn.Linear', [shape.inputShape[0], shape.outputShape[0]], { bias: operations.only('linear').inputs.length === 3 ? undefined : 'False' }),

  maxPool2d({ layer, operations }) {
    const { kernelSize, stride, padding, dilation } = operations.only('maxPool2d');
    const window = { kernel_size: pair(kernelSize), stride: unless(pair(stride), pair(kernelSize)) };
    const own = paddingOfPool(layer, padding, kernelSize);
    if (own !== undefined) return call('nn.MaxPool2d', [], { ...window, padding: unless(pair(own), '0'), dilation: unless(pair(dilation), '1'), ceil_mode: layer.ceilMode === true ? 'True' : undefined });
    const pool = call('nn.MaxPool2d', [], { ...window, dilation: unless(pair(dilation), '1') });
    return call('nn.Sequential', [inline(call('nn.ConstantPad2d', [sides(padding), 'float("-inf")'])), inline(pool)]);
  },
  avgPool2d({ layer, operations, support }) {
    const { kernelSize, stride, padding, rowCounts, columnCounts } = operations.only('avgPool2d');
    const own = paddingOfPool(layer, padding, kernelSize);
    if (own === undefined) return call(support('CountedAvgPool2d'), [tuple(kernelSize), tuple(stride), sides(padding), `[${rowCounts.join(', ')}]`, `[${columnCounts.join(', ')}]`]);
    return call('nn.AvgPool2d', [], {
      kernel_size: pair(kernelSize),
      stride: unless(pair(stride), pair(kernelSize)),
      padding: unless(pair(own), '0'),
      ceil_mode: layer.ceilMode === true ? 'True' : undefined,
      count_include_pad: layer.countIncludePad === false ? 'False' : undefined,
    });
  },
  globalAvgPool2d: () => call('nn.AdaptiveAvgPool2d', [1]),
  adaptiveAvgPool2d: ({ shape }) => call('nn.AdaptiveAvgPool2d', [tuple(shape.outputShape.slice(1))]),

  batchNorm({ shape, operations, support }) {
    const { eps, inputs } = operations.only('batchNorm');
    const [, variance] = operations.all('movingAverage');
    const rank = shape.inputShape.length === 3 ? '2d' : '1d';
    // Of the two rules one multiplies by n / (n − 1), which is never 1.
    return call(variance?.correction === 1 ? support(`BiasedBatchNorm${rank}`) : `nn.BatchNorm${rank}`, [shape.inputShape[0]], {
      eps: unless(String(eps), '0.00001'),
      momentum: unless(String(variance?.momentum), '0.1'),
      affine: inputs.length === 3 ? undefined : 'False',
    });
  },
  localResponseNorm({ operations }) {
    const { size, alpha, beta, k } = operations.only('localResponseNorm');
    return call('nn.LocalResponseNorm', [size], { alpha: unless(String(alpha), '0.0001'), beta: unless(String(beta), '0.75'), k: unless(String(k), '1') });
  },

  relu: plain('nn.ReLU'),
  sigmoid: plain('nn.Sigmoid'),
  tanh: plain('nn.Tanh'),
  gelu: plain('nn.GELU'),
  silu: plain('nn.SiLU'),
  elu: plain('nn.ELU'),
  hardSwish: plain('nn.Hardswish'),
  softplus: plain('nn.Softplus'),
  leakyRelu: ({ operations }) => call('nn.LeakyReLU', [operations.only('leakyRelu').negativeSlope]),
  // A rate of 0 leaves nothing to lower.
  dropout: ({ operations }) => call('nn.Dropout', [operations.all('dropout')[0]?.rate ?? 0]),
  flatten: plain('nn.Flatten'),
};

const isEven = ([top, left, bottom, right]: Padding): boolean => top === bottom && left === right;

/** As `F.pad` takes it: the last axis first. */
const sides = ([top, left, bottom, right]: Padding): string => tuple([left, right, top, bottom]);

const inline = ({ callee, arguments: given }: Call): string => `${callee}(${given.join(', ')})`;

/** Height and width of a pool's padding, where it can be said to PyTorch: the same before and after, and at most half the kernel. */
function paddingOfPool(layer: { readonly padding?: PaddingField; readonly ceilMode?: boolean }, resolved: Padding, kernelSize: Pair): Pair | undefined {
  const declared = layer.padding === 'same' ? resolved : fourSides(layer.padding ?? 0);
  // In ceil mode the resolved padding reaches to the end of the last window, and that of "same" cannot be told from it.
  if (!isEven(declared) || (layer.padding === 'same' && layer.ceilMode === true)) return undefined;
  return declared[0] * 2 <= kernelSize[0] && declared[1] * 2 <= kernelSize[1] ? [declared[0], declared[1]] : undefined;
}

function fourSides(field: Exclude<PaddingField, 'same'>): Padding {
  if (field === 'valid') return [0, 0, 0, 0];
  if (typeof field === 'number') return [field, field, field, field];
  return field.length === 2 ? [field[0], field[1], field[0], field[1]] : field;
}
