import type { Padding, Pair, TensorInfo, TensorName, Window2d } from '@archetype/spec';
import type { OperationOf, OpKind } from '@archetype/training';
import fc from 'fast-check';
import type { OperationCase } from './runOperation.js';

type Shape = readonly number[];
type Cases = { readonly [K in OpKind]: fc.Arbitrary<OperationCase> };

const size = (max: number) => fc.integer({ min: 1, max });
const pair = (max: number): fc.Arbitrary<Pair> => fc.tuple(size(max), size(max));
const flat = fc.tuple(size(5), size(9));
const image = fc.tuple(size(3), size(5), size(6), size(6));
const anyShape: fc.Arbitrary<Shape> = fc.oneof(flat, image);
const seed = fc.integer({ min: 0, max: 0x7fffffff });
const reduction = fc.constantFrom('mean', 'sum');

/** Reproducible values in (−2, 2); `levels` makes ties common. */
function values(count: number, start: number, levels?: number): Float32Array {
  let state = start || 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const uniform = state / 2 ** 32;
    return levels === undefined ? 4 * uniform - 2 : Math.floor(uniform * levels) - 1;
  });
}

const count = (shape: Shape): number => shape.reduce((product, side) => product * side, 1);

interface Setting {
  readonly levels?: number;
  readonly positive?: readonly TensorName[];
}

/** Floats for every operand that `integers` does not give. */
function caseOf<K extends OpKind>(
  operation: OperationOf<K>,
  shapes: Readonly<Record<TensorName, Shape>>,
  start: number,
  { levels, positive = [] }: Setting = {},
  integers: Readonly<Record<TensorName, Uint8Array | Int32Array>> = {},
): OperationCase {
  const operands: readonly TensorName[] = operation.inputs;
  const tensors = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]): [TensorName, TensorInfo] => {
      const given = integers[name];
      return [name, { shape, elementType: given === undefined ? 'float32' : given instanceof Uint8Array ? 'uint8' : 'int32' }];
    }),
  );
  const given = Object.fromEntries(
    operands.map((name, index) => {
      const floats = values(count(shapes[name]!), start + 7919 * index, levels);
      return [name, integers[name] ?? (positive.includes(name) ? floats.map((value) => Math.abs(value) + 0.1) : floats)];
    }),
  );
  return { operation, tensors, values: given };
}

const unary = <K extends OpKind>(kind: K, extra: object = {}) =>
  fc.tuple(anyShape, seed).map(([shape, start]) =>
    caseOf<K>({ kind, path: 'layer', inputs: ['x'], outputs: ['y'], ...extra } as unknown as OperationOf<K>, { x: shape, y: shape }, start),
  );

const gradient = <K extends OpKind>(kind: K, extra: object = {}) =>
  fc.tuple(anyShape, seed, fc.boolean()).map(([shape, start, ties]) =>
    caseOf<K>(
      { kind, path: 'layer', inputs: ['dy', 'x'], outputs: ['dx'], ...extra } as unknown as OperationOf<K>,
      { dy: shape, x: shape, dx: shape },
      start,
      ties ? { levels: 8 } : {},
    ),
  );

interface Windowed {
  readonly window: Window2d;
  readonly input: Pair;
  readonly output: Pair;
}

/** Windows with everything odd at once: leftover rows, padding on one side, dilation; each touches the image. */
function windowed(maxPadding: number, maxDilation: number): fc.Arbitrary<Windowed> {
  const side = fc
    .record({
      kernel: size(4),
      stride: size(3),
      dilation: size(maxDilation),
      begin: fc.integer({ min: 0, max: maxPadding }),
      end: fc.integer({ min: 0, max: maxPadding }),
      outputs: size(5),
      leftover: fc.integer({ min: 0, max: 2 }),
    })
    .map((chosen) => ({ ...chosen, input: inputFor(chosen) }))
    .filter(({ input, kernel, stride, dilation, begin, outputs }) => {
      const touches = (output: number) =>
        Array.from({ length: kernel }, (_, tap) => output * stride - begin + tap * dilation).some((at) => at >= 0 && at < input);
      return input >= 1 && Array.from({ length: outputs }, (_, output) => output).every(touches);
    });
  return fc.tuple(side, side).map(([rows, columns]) => ({
    window: {
      kernelSize: [rows.kernel, columns.kernel],
      stride: [rows.stride, columns.stride],
      padding: [rows.begin, columns.begin, rows.end, columns.end] satisfies Padding,
      dilation: [rows.dilation, columns.dilation],
    },
    input: [rows.input, columns.input],
    output: [rows.outputs, columns.outputs],
  }));
}

function inputFor({ kernel, stride, dilation, begin, end, outputs, leftover }: Readonly<Record<'kernel' | 'stride' | 'dilation' | 'begin' | 'end' | 'outputs' | 'leftover', number>>): number {
  return (outputs - 1) * stride + dilation * (kernel - 1) + 1 + Math.min(leftover, stride - 1) - begin - end;
}

const convolution = fc
  .record({ shape: windowed(4, 3), batch: size(4), groups: fc.constantFrom(1, 1, 2, 3), inGroup: size(4), outGroup: size(5), bias: fc.boolean(), start: seed })
  .map(({ shape: { window, input, output }, batch, groups, inGroup, outGroup, bias, start }) => ({
    window,
    groups,
    bias,
    start,
    x: [batch, groups * inGroup, ...input],
    y: [batch, groups * outGroup, ...output],
    weight: [groups * outGroup, inGroup, ...window.kernelSize],
  }));

const pooling = (maxDilation: number) =>
  fc.record({ shape: windowed(2, maxDilation), batch: size(3), channels: size(4), ties: fc.boolean(), start: seed }).map(({ shape, batch, channels, ties, start }) => ({
    window: shape.window,
    ties,
    start,
    x: [batch, channels, ...shape.input],
    y: [batch, channels, ...shape.output],
  }));

/** Counts with the padding and without. */
const averaging = fc.tuple(pooling(1), fc.boolean()).map(([pool, includePad]) => {
  const counts = (axis: 0 | 1) => {
    const { kernelSize, stride, padding } = pool.window;
    return Array.from({ length: pool.y[2 + axis]! }, (_, output) => {
      const first = output * stride[axis] - padding[axis];
      const inside = Array.from({ length: kernelSize[axis] }, (__, tap) => first + tap).filter((at) => at >= 0 && at < pool.x[2 + axis]!);
      return includePad ? kernelSize[axis] : inside.length;
    });
  };
  return { ...pool, counts: { rowCounts: counts(0), columnCounts: counts(1) } };
});

const adaptive = fc.record({ x: image, out: pair(5), start: seed }).map(({ x, out, start }) => {
  const windows = (inputs: number, outputs: number) =>
    Array.from({ length: outputs }, (_, i): [number, number] => [Math.floor((i * inputs) / outputs), Math.ceil(((i + 1) * inputs) / outputs)]);
  return {
    start,
    x,
    y: [x[0], x[1], ...out],
    windows: { rowWindows: windows(x[2], out[0]), columnWindows: windows(x[3], out[1]) },
  };
});

const norm = fc.record({ shape: anyShape.filter(([n, , h = 1, w = 1]) => n! * h * w > 1), affine: fc.boolean(), eps: fc.constantFrom(1e-5, 1e-3), start: seed });

const responseNorm = fc.record({ shape: image, size: size(6), alpha: fc.constantFrom(1e-4, 0.1, 1), beta: fc.constantFrom(0.5, 0.75, 1), k: fc.constantFrom(1, 2), start: seed });

const classified = fc
  .record({ rows: size(6), classes: fc.integer({ min: 2, max: 11 }), reduction, labelSmoothing: fc.constantFrom(0, 0.1), ties: fc.boolean(), start: seed })
  .map((chosen) => ({
    ...chosen,
    labels: Int32Array.from(values(chosen.rows, chosen.start + 1, chosen.classes), (value) => value + 1),
  }));

const parameterShape: fc.Arbitrary<Shape> = fc.oneof(fc.tuple(size(9)), fc.tuple(size(5), size(5)), fc.tuple(size(3), size(3), size(3), size(3)));

const pictures = fc.record({ shape: image, start: seed }).map(({ shape, start }) => ({
  shape,
  pixels: Uint8Array.from(values(count(shape), start), (value) => Math.floor(((value + 2) / 4) * 256)),
}));

const halves = fc.record({ shape: image, more: size(4), start: seed });

/** A random instance of every operation: shapes, attributes and operands. */
export const operationCases: Cases = {
  normalizePixels: fc.tuple(pictures, fc.boolean()).map(([{ shape, pixels }, standard]) => {
    const perChannel = (base: number) => Array.from({ length: shape[1] }, (_, c) => base + 0.07 * c);
    const extra = standard ? { mean: perChannel(0.2), std: perChannel(0.3) } : {};
    return caseOf<'normalizePixels'>({ kind: 'normalizePixels', path: '', inputs: ['pixels'], outputs: ['y'], ...extra }, { pixels: shape, y: shape }, 1, {}, { pixels });
  }),
  resizeBilinear2d: fc.tuple(image, pair(15), seed).map(([x, more, start]) =>
    caseOf<'resizeBilinear2d'>({ kind: 'resizeBilinear2d', path: '', inputs: ['x'], outputs: ['y'] }, { x, y: [x[0], x[1], x[2] + more[0] - 1, x[3] + more[1] - 1] }, start),
  ),
  repeatChannels: fc.tuple(image, seed).map(([[n, c, h, w], start]) =>
    caseOf<'repeatChannels'>({ kind: 'repeatChannels', path: '', inputs: ['x'], outputs: ['y'] }, { x: [n, 1, h, w], y: [n, c, h, w] }, start),
  ),
  conv2d: convolution.map(({ window, groups, bias, start, x, y, weight }) =>
    caseOf<'conv2d'>(
      { kind: 'conv2d', path: 'c', ...window, groups, inputs: bias ? ['x', 'weight', 'bias'] : ['x', 'weight'], outputs: ['y'] },
      { x, weight, bias: [y[1]!], y },
      start,
    ),
  ),
  conv2dInputGradient: convolution.map(({ window, groups, start, x, y, weight }) =>
    caseOf<'conv2dInputGradient'>({ kind: 'conv2dInputGradient', path: 'c', ...window, groups, inputs: ['dy', 'weight'], outputs: ['dx'] }, { dy: y, weight, dx: x }, start),
  ),
  conv2dWeightGradient: convolution.map(({ window, groups, start, x, y, weight }) =>
    caseOf<'conv2dWeightGradient'>(
      { kind: 'conv2dWeightGradient', path: 'c', ...window, groups, inputs: ['dy', 'x'], outputs: ['dWeight'] },
      { dy: y, x, dWeight: weight },
      start,
    ),
  ),
  biasGradient: fc.tuple(anyShape, seed).map(([dy, start]) =>
    caseOf<'biasGradient'>({ kind: 'biasGradient', path: 'c', inputs: ['dy'], outputs: ['dBias'] }, { dy, dBias: [dy[1]!] }, start),
  ),
  linear: fc.tuple(size(5), size(9), size(7), fc.boolean(), seed).map(([n, i, o, bias, start]) =>
    caseOf<'linear'>(
      { kind: 'linear', path: 'l', inputs: bias ? ['x', 'weight', 'bias'] : ['x', 'weight'], outputs: ['y'] },
      { x: [n, i], weight: [o, i], bias: [o], y: [n, o] },
      start,
    ),
  ),
  linearInputGradient: fc.tuple(size(5), size(9), size(7), seed).map(([n, i, o, start]) =>
    caseOf<'linearInputGradient'>({ kind: 'linearInputGradient', path: 'l', inputs: ['dy', 'weight'], outputs: ['dx'] }, { dy: [n, o], weight: [o, i], dx: [n, i] }, start),
  ),
  linearWeightGradient: fc.tuple(size(5), size(9), size(7), seed).map(([n, i, o, start]) =>
    caseOf<'linearWeightGradient'>({ kind: 'linearWeightGradient', path: 'l', inputs: ['dy', 'x'], outputs: ['dWeight'] }, { dy: [n, o], x: [n, i], dWeight: [o, i] }, start),
  ),
  maxPool2d: pooling(3).map(({ window, ties, start, x, y }) =>
    caseOf<'maxPool2d'>({ kind: 'maxPool2d', path: 'p', ...window, inputs: ['x'], outputs: ['y'] }, { x, y }, start, ties ? { levels: 3 } : {}),
  ),
  maxPool2dGradient: pooling(3).map(({ window, ties, start, x, y }) => {
    const made = caseOf<'maxPool2dGradient'>(
      { kind: 'maxPool2dGradient', path: 'p', ...window, inputs: ['dy', 'x', 'y'], outputs: ['dx'] },
      { dy: y, x, y, dx: x },
      start,
      ties ? { levels: 3 } : {},
    );
    return { ...made, values: { ...made.values, y: maxima(made.values['x'] as Float32Array, x, y, window) } };
  }),
  avgPool2d: averaging.map(({ window, counts, start, x, y }) =>
    caseOf<'avgPool2d'>({ kind: 'avgPool2d', path: 'p', ...window, ...counts, inputs: ['x'], outputs: ['y'] }, { x, y }, start),
  ),
  avgPool2dGradient: averaging.map(({ window, counts, start, x, y }) =>
    caseOf<'avgPool2dGradient'>({ kind: 'avgPool2dGradient', path: 'p', ...window, ...counts, inputs: ['dy'], outputs: ['dx'] }, { dy: y, dx: x }, start),
  ),
  globalAvgPool2d: fc.tuple(image, seed).map(([x, start]) =>
    caseOf<'globalAvgPool2d'>({ kind: 'globalAvgPool2d', path: 'p', inputs: ['x'], outputs: ['y'] }, { x, y: [x[0], x[1], 1, 1] }, start),
  ),
  globalAvgPool2dGradient: fc.tuple(image, seed).map(([x, start]) =>
    caseOf<'globalAvgPool2dGradient'>({ kind: 'globalAvgPool2dGradient', path: 'p', inputs: ['dy'], outputs: ['dx'] }, { dy: [x[0], x[1], 1, 1], dx: x }, start),
  ),
  adaptiveAvgPool2d: adaptive.map(({ windows, start, x, y }) =>
    caseOf<'adaptiveAvgPool2d'>({ kind: 'adaptiveAvgPool2d', path: 'p', ...windows, inputs: ['x'], outputs: ['y'] }, { x, y }, start),
  ),
  adaptiveAvgPool2dGradient: adaptive.map(({ windows, start, x, y }) =>
    caseOf<'adaptiveAvgPool2dGradient'>({ kind: 'adaptiveAvgPool2dGradient', path: 'p', ...windows, inputs: ['dy'], outputs: ['dx'] }, { dy: y, dx: x }, start),
  ),
  batchNorm: norm.map(({ shape, affine, eps, start }) =>
    caseOf<'batchNorm'>(
      { kind: 'batchNorm', path: 'n', eps, inputs: affine ? ['x', 'weight', 'bias'] : ['x'], outputs: ['y', 'mean', 'variance'] },
      { x: shape, weight: [shape[1]!], bias: [shape[1]!], y: shape, mean: [shape[1]!], variance: [shape[1]!] },
      start,
    ),
  ),
  batchNormInference: norm.map(({ shape, affine, eps, start }) =>
    caseOf<'batchNormInference'>(
      { kind: 'batchNormInference', path: 'n', eps, inputs: affine ? ['x', 'mean', 'variance', 'weight', 'bias'] : ['x', 'mean', 'variance'], outputs: ['y'] },
      { x: shape, mean: [shape[1]!], variance: [shape[1]!], weight: [shape[1]!], bias: [shape[1]!], y: shape },
      start,
      { positive: ['variance'] },
    ),
  ),
  batchNormGradient: norm.map(({ shape, affine, eps, start }) =>
    caseOf<'batchNormGradient'>(
      {
        kind: 'batchNormGradient',
        path: 'n',
        eps,
        inputs: affine ? ['dy', 'x', 'mean', 'variance', 'weight'] : ['dy', 'x', 'mean', 'variance'],
        outputs: affine ? ['dx', 'dWeight', 'dBias'] : ['dx'],
      } as OperationOf<'batchNormGradient'>,
      { dy: shape, x: shape, mean: [shape[1]!], variance: [shape[1]!], weight: [shape[1]!], dx: shape, dWeight: [shape[1]!], dBias: [shape[1]!] },
      start,
      { positive: ['variance'] },
    ),
  ),
  movingAverage: fc.tuple(size(9), fc.constantFrom(0.1, 0.01), fc.constantFrom(1, 64 / 63), seed).map(([channels, momentum, correction, start]) =>
    caseOf<'movingAverage'>(
      { kind: 'movingAverage', path: 'n', momentum, correction, inputs: ['running', 'batch'], outputs: ['next'] },
      { running: [channels], batch: [channels], next: [channels] },
      start,
    ),
  ),
  localResponseNorm: responseNorm.map(({ shape, start, ...attributes }) =>
    caseOf<'localResponseNorm'>({ kind: 'localResponseNorm', path: 'n', ...attributes, inputs: ['x'], outputs: ['y'] }, { x: shape, y: shape }, start),
  ),
  localResponseNormGradient: responseNorm.map(({ shape, start, ...attributes }) =>
    caseOf<'localResponseNormGradient'>(
      { kind: 'localResponseNormGradient', path: 'n', ...attributes, inputs: ['dy', 'x'], outputs: ['dx'] },
      { dy: shape, x: shape, dx: shape },
      start,
    ),
  ),
  relu: unary('relu'),
  sigmoid: unary('sigmoid'),
  tanh: unary('tanh'),
  gelu: unary('gelu'),
  silu: unary('silu'),
  elu: unary('elu'),
  hardSwish: fc.tuple(anyShape, seed).map(([shape, start]) =>
    caseOf<'hardSwish'>({ kind: 'hardSwish', path: '', inputs: ['x'], outputs: ['y'] }, { x: shape, y: shape }, start, { levels: 9 }),
  ),
  softplus: unary('softplus'),
  leakyRelu: unary('leakyRelu', { negativeSlope: 0.2 }),
  reluGradient: gradient('reluGradient'),
  sigmoidGradient: gradient('sigmoidGradient'),
  tanhGradient: gradient('tanhGradient'),
  eluGradient: gradient('eluGradient'),
  geluGradient: gradient('geluGradient'),
  siluGradient: gradient('siluGradient'),
  softplusGradient: gradient('softplusGradient'),
  hardSwishGradient: fc.tuple(anyShape, seed).map(([shape, start]) =>
    // From −4 to 4 in whole numbers: the corners at −3 and 3 are among them.
    caseOfShifted(caseOf<'hardSwishGradient'>({ kind: 'hardSwishGradient', path: '', inputs: ['dy', 'x'], outputs: ['dx'] }, { dy: shape, x: shape, dx: shape }, start, { levels: 9 })),
  ),
  leakyReluGradient: gradient('leakyReluGradient', { negativeSlope: 0.2 }),
  dropout: fc.tuple(anyShape, fc.constantFrom(0.1, 0.5), seed).map(([shape, rate, start]) =>
    caseOf<'dropout'>({ kind: 'dropout', path: 'd', rate, inputs: ['x', 'mask'], outputs: ['y'] }, { x: shape, mask: shape, y: shape }, start, {}, {
      mask: Uint8Array.from(values(count(shape), start + 5), (value) => (value > 0 ? 1 : 0)),
    }),
  ),
  flatten: fc.tuple(image, seed).map(([x, start]) =>
    caseOf<'flatten'>({ kind: 'flatten', path: 'f', inputs: ['x'], outputs: ['y'] }, { x, y: [x[0], x[1] * x[2] * x[3]] }, start),
  ),
  unflatten: fc.tuple(image, seed).map(([x, start]) =>
    caseOf<'unflatten'>({ kind: 'unflatten', path: 'f', inputs: ['dy'], outputs: ['dx'] }, { dy: [x[0], x[1] * x[2] * x[3]], dx: x }, start),
  ),
  add: fc.tuple(anyShape, seed).map(([shape, start]) =>
    caseOf<'add'>({ kind: 'add', path: 'm', inputs: ['a', 'b'], outputs: ['y'] }, { a: shape, b: shape, y: shape }, start),
  ),
  multiply: fc.tuple(image, fc.constantFrom('a', 'b', 'none'), seed).map(([shape, narrow, start]) => {
    const small = [shape[0], shape[1], 1, 1];
    return caseOf<'multiply'>({ kind: 'multiply', path: 'm', inputs: ['a', 'b'], outputs: ['y'] }, { a: narrow === 'a' ? small : shape, b: narrow === 'b' ? small : shape, y: shape }, start);
  }),
  sumSpatial: fc.tuple(image, seed).map(([shape, start]) =>
    caseOf<'sumSpatial'>({ kind: 'sumSpatial', path: 'm', inputs: ['dy'], outputs: ['dx'] }, { dy: shape, dx: [shape[0], shape[1], 1, 1] }, start),
  ),
  concat: fc.tuple(halves, size(3)).map(([{ shape: [n, c, h, w], more, start }, third]) =>
    caseOf<'concat'>({ kind: 'concat', path: 'm', inputs: ['a', 'b', 'c'], outputs: ['y'] }, { a: [n, c, h, w], b: [n, more, h, w], c: [n, third, h, w], y: [n, c + more + third, h, w] }, start),
  ),
  sliceChannels: fc.tuple(halves, size(3)).map(([{ shape: [n, c, h, w], more, start }, before]) =>
    caseOf<'sliceChannels'>(
      { kind: 'sliceChannels', path: 'm', start: before, end: before + c, inputs: ['dy'], outputs: ['dx'] },
      { dy: [n, before + c + more, h, w], dx: [n, c, h, w] },
      start,
    ),
  ),
  softmax: fc.tuple(flat, seed).map(([shape, start]) =>
    caseOf<'softmax'>({ kind: 'softmax', path: '', inputs: ['x'], outputs: ['y'] }, { x: shape, y: shape }, start),
  ),
  softmaxCrossEntropy: classified.map(({ rows, classes, labels, start, ...attributes }) =>
    caseOf<'softmaxCrossEntropy'>(
      { kind: 'softmaxCrossEntropy', path: '', reduction: attributes.reduction as 'mean' | 'sum', labelSmoothing: attributes.labelSmoothing, inputs: ['x', 'labels'], outputs: ['loss'] },
      { x: [rows, classes], labels: [rows], loss: [] },
      start,
      {},
      { labels },
    ),
  ),
  softmaxCrossEntropyGradient: classified.map(({ rows, classes, labels, start, ...attributes }) =>
    caseOf<'softmaxCrossEntropyGradient'>(
      { kind: 'softmaxCrossEntropyGradient', path: '', reduction: attributes.reduction as 'mean' | 'sum', labelSmoothing: attributes.labelSmoothing, inputs: ['x', 'labels'], outputs: ['dx'] },
      { x: [rows, classes], labels: [rows], dx: [rows, classes] },
      start,
      {},
      { labels },
    ),
  ),
  countCorrect: classified.map(({ rows, classes, labels, ties, start }) =>
    caseOf<'countCorrect'>({ kind: 'countCorrect', path: '', inputs: ['x', 'labels'], outputs: ['count'] }, { x: [rows, classes], labels: [rows], count: [] }, start, ties ? { levels: 3 } : {}, { labels }),
  ),
  globalNorm: fc.tuple(fc.array(parameterShape, { minLength: 1, maxLength: 4 }), seed).map(([shapes, start]) => {
    const gradients = Object.fromEntries(shapes.map((shape, index) => [`g${index}`, shape]));
    return caseOf<'globalNorm'>({ kind: 'globalNorm', path: '', inputs: Object.keys(gradients), outputs: ['norm'] }, { ...gradients, norm: [] }, start);
  }),
  clipByNorm: fc.tuple(parameterShape, fc.constantFrom(0.5, 2), seed).map(([shape, maxNorm, start]) =>
    caseOf<'clipByNorm'>(
      { kind: 'clipByNorm', path: '', maxNorm, inputs: ['g', 'norm'], outputs: ['clipped'] },
      { g: shape, norm: [], clipped: shape },
      start,
      { positive: ['norm'] },
    ),
  ),
  sgdUpdate: fc.tuple(parameterShape, fc.constantFrom(0, 0.9), fc.boolean(), fc.constantFrom(0, 0.01), seed).map(([shape, momentum, nesterov, weightDecay, start]) =>
    caseOf<'sgdUpdate'>(
      {
        kind: 'sgdUpdate',
        path: '',
        momentum,
        nesterov: nesterov && momentum !== 0,
        weightDecay,
        inputs: momentum === 0 ? ['w', 'g', 'rate'] : ['w', 'g', 'rate', 'v'],
        outputs: momentum === 0 ? ['w:next'] : ['w:next', 'v:next'],
      } as OperationOf<'sgdUpdate'>,
      { w: shape, g: shape, rate: [], v: shape, 'w:next': shape, 'v:next': shape },
      start,
    ),
  ),
  adamUpdate: fc.tuple(parameterShape, fc.constantFrom(0, 0.01), fc.constantFrom('coupled', 'decoupled'), seed).map(([shape, weightDecay, decay, start]) =>
    caseOf<'adamUpdate'>(
      {
        kind: 'adamUpdate',
        path: '',
        beta1: 0.9,
        beta2: 0.999,
        eps: 1e-8,
        weightDecay,
        decay: decay as 'coupled' | 'decoupled',
        inputs: ['w', 'g', 'rate', 'm', 'v', 'c1', 'c2'],
        outputs: ['w:next', 'm:next', 'v:next'],
      },
      { w: shape, g: shape, rate: [], m: shape, v: shape, c1: [], c2: [], 'w:next': shape, 'm:next': shape, 'v:next': shape },
      start,
      { positive: ['v', 'c1', 'c2'] },
    ),
  ),
  rmspropUpdate: fc.tuple(parameterShape, fc.constantFrom(0, 0.9), fc.constantFrom(0, 0.01), seed).map(([shape, momentum, weightDecay, start]) =>
    caseOf<'rmspropUpdate'>(
      {
        kind: 'rmspropUpdate',
        path: '',
        alpha: 0.99,
        eps: 1e-8,
        momentum,
        weightDecay,
        inputs: momentum === 0 ? ['w', 'g', 'rate', 's'] : ['w', 'g', 'rate', 's', 'b'],
        outputs: momentum === 0 ? ['w:next', 's:next'] : ['w:next', 's:next', 'b:next'],
      } as OperationOf<'rmspropUpdate'>,
      { w: shape, g: shape, rate: [], s: shape, b: shape, 'w:next': shape, 's:next': shape, 'b:next': shape },
      start,
      { positive: ['s'] },
    ),
  ),
};

function caseOfShifted(made: OperationCase): OperationCase {
  const x = (made.values['x'] as Float32Array).map((value) => value - 3);
  return { ...made, values: { ...made.values, x } };
}

/** The output of max pooling, which its gradient reads. */
function maxima(x: Float32Array, [n, c, h, w]: readonly number[], [, , outHeight, outWidth]: readonly number[], { kernelSize, stride, padding, dilation }: Window2d): Float32Array {
  const result: number[] = [];
  for (let plane = 0; plane < n! * c!; plane += 1)
    for (let i = 0; i < outHeight!; i += 1)
      for (let j = 0; j < outWidth!; j += 1) {
        let max = -Infinity;
        for (let a = 0; a < kernelSize[0]; a += 1)
          for (let b = 0; b < kernelSize[1]; b += 1) {
            const row = i * stride[0] - padding[0] + a * dilation[0];
            const column = j * stride[1] - padding[1] + b * dilation[1];
            if (row >= 0 && row < h! && column >= 0 && column < w!) max = Math.max(max, x[(plane * h! + row) * w! + column]!);
          }
        result.push(max);
      }
  return Float32Array.from(result);
}
