import type { Padding, Pair, PlainActivation } from '@archetype/spec';
import type { OpKind, StepOperation } from '@archetype/training';
import fc from 'fast-check';

/** One operation on tensors of given shapes, with values, after those that make its operands. */
export interface OperationCase {
  readonly operations: readonly StepOperation[];
  readonly inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Uint8Array | Int32Array }>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
}

type Shape = readonly number[];
type Data = OperationCase['inputs'][string];

const side = (max: number) => fc.integer({ min: 1, max });
const images = fc.tuple(side(4), side(5), side(7), side(7)) as fc.Arbitrary<readonly [number, number, number, number]>;
const features = fc.tuple(side(4), side(9)) as fc.Arbitrary<readonly [number, number]>;
const anyShape: fc.Arbitrary<Shape> = fc.oneof(images, features);

/** Quarters between −4 and 4: ties and zeros are common, and single precision holds them. */
const quarters = fc.integer({ min: -16, max: 16 }).map((value) => value / 4);
/** Subnormal numbers left out: the step function of the activations' gradients does not tell those nearest to zero from it. */
const numbers = fc.oneof(quarters, fc.double({ min: -4, max: 4, noNaN: true }).map((value) => (Math.abs(value) < 1e-30 ? 0 : Math.fround(value))));
const positive = fc.double({ min: 0.01, max: 4, noNaN: true }).map(Math.fround);

const count = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);
const array = <T>(shape: Shape, element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(element, { minLength: count(shape), maxLength: count(shape), size: 'max' });
const tensor = (shape: Shape, element: fc.Arbitrary<number> = numbers): fc.Arbitrary<Data> =>
  array(shape, element).map((values) => ({ shape, data: Float32Array.from(values) }));
const bytes = (shape: Shape, max: number): fc.Arbitrary<Data> =>
  array(shape, fc.integer({ min: 0, max })).map((values) => ({ shape, data: Uint8Array.from(values) }));
const labelsOf = ([batch, classes]: readonly [number, number]): fc.Arbitrary<Data> =>
  array([batch], fc.nat(classes - 1)).map((values) => ({ shape: [batch], data: Int32Array.from(values) }));

/** An operation whose inputs are named `a`, `b`, … and outputs `y`, `y2`, …, and its tensors. */
const build = (
  attributes: object,
  kind: OpKind,
  inputs: readonly fc.Arbitrary<Data>[],
  outputs: readonly Shape[],
): fc.Arbitrary<OperationCase> =>
  fc.tuple(...inputs).map((data) => {
    const inputNames = data.map((_, i) => `${String.fromCharCode(97 + i)}:input`);
    const outputNames = outputs.map((_, i) => `y${i}:output`);
    return {
      operations: [{ kind, path: 'layer', ...attributes, inputs: inputNames, outputs: outputNames } as unknown as StepOperation],
      inputs: Object.fromEntries(data.map((value, i) => [inputNames[i]!, value])),
      outputs: Object.fromEntries(outputs.map((shape, i) => [outputNames[i]!, shape])),
    };
  });

const unary = (kind: PlainActivation) => anyShape.chain((shape) => build({}, kind, [tensor(shape)], [shape]));
const gradient = (kind: PlainActivation) =>
  anyShape.chain((shape) => build({}, `${kind}Gradient`, [tensor(shape), tensor(shape)], [shape]));

interface Window {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
  readonly input: Pair;
  readonly output: Pair;
}

const windowSide = fc
  .record({ kernel: side(4), stride: side(3), dilation: side(2), begin: fc.nat(2), end: fc.nat(2), output: side(5), spare: fc.nat(2) })
  .map((w) => ({ ...w, reach: w.dilation * (w.kernel - 1) + 1 }))
  .map((w) => ({ ...w, input: (w.output - 1) * w.stride + w.reach - w.begin - w.end + (w.spare % w.stride) }))
  // A pooling window must hold at least one position of the input.
  .filter(({ input, begin, end, kernel }) => input > 0 && begin <= kernel / 2 && end <= kernel / 2);
const windows: fc.Arbitrary<Window> = fc
  .tuple(windowSide, windowSide)
  .filter((sides) => sides.every(({ dilation, begin, end }) => dilation === 1 || begin + end === 0))
  .map(([h, w]) => ({
    kernelSize: [h.kernel, w.kernel],
    stride: [h.stride, w.stride],
    padding: [h.begin, w.begin, h.end, w.end],
    dilation: [h.dilation, w.dilation],
    input: [h.input, w.input],
    output: [h.output, w.output],
  }));
const attributesOf = ({ kernelSize, stride, padding, dilation }: Window) => ({ kernelSize, stride, padding, dilation });

const pooling = (write: (window: Window, x: Shape, y: Shape) => fc.Arbitrary<OperationCase>) =>
  fc.tuple(windows, side(3), side(4)).chain(([window, n, c]) => write(window, [n, c, ...window.input], [n, c, ...window.output]));
const averaging = (window: Window) => ({
  ...attributesOf(window),
  rowCounts: Array.from({ length: window.output[0] }, () => window.kernelSize[0]),
  columnCounts: Array.from({ length: window.output[1] }, (_, i) => 1 + (i % window.kernelSize[1])),
});

const convolution = (write: (attributes: object, x: Shape, w: Shape, y: Shape) => fc.Arbitrary<OperationCase>) =>
  fc.tuple(windows, side(2), side(2), side(3), side(3)).chain(([window, n, groups, into, out]) =>
    write(
      { ...attributesOf(window), groups },
      [n, groups * into, ...window.input],
      [groups * out, into, ...window.kernelSize],
      [n, groups * out, ...window.output],
    ),
  );

const linear = (write: (x: Shape, w: Shape, y: Shape) => fc.Arbitrary<OperationCase>) =>
  fc.tuple(side(4), side(9), side(6)).chain(([n, into, out]) => write([n, into], [out, into], [n, out]));

/** Where a window of adaptive pooling begins and ends. */
const adaptiveWindows = (input: number, output: number) =>
  Array.from({ length: output }, (_, i) => [Math.floor((i * input) / output), Math.ceil(((i + 1) * input) / output)] as const);
const adaptive = (write: (attributes: object, x: Shape, y: Shape) => fc.Arbitrary<OperationCase>) =>
  fc.tuple(images, side(5), side(5)).chain(([x, height, width]) =>
    write({ rowWindows: adaptiveWindows(x[2], height), columnWindows: adaptiveWindows(x[3], width) }, x, [x[0], x[1], height, width]),
  );

/** Batch normalisation of fewer than four values divides by a variance near zero, and no two engines agree on the quotient. */
const normalised = anyShape.filter(([n, , h = 1, w = 1]) => n! * h * w >= 4);
const spread = fc.double({ min: -4, max: 4, noNaN: true }).map(Math.fround);

const responseNorm = (write: (attributes: object, x: Shape) => fc.Arbitrary<OperationCase>) =>
  fc
    .tuple(images, side(5), fc.constantFrom(1e-4, 0.5), fc.constantFrom(0.75, 0.3), fc.constantFrom(1, 2))
    .chain(([x, size, alpha, beta, k]) => write({ size, alpha, beta, k }, x));

const loss = (kind: 'softmaxCrossEntropy' | 'softmaxCrossEntropyGradient') =>
  fc
    .tuple(features, fc.constantFrom('mean', 'sum'), fc.constantFrom(0, 0.1))
    .chain(([shape, reduction, labelSmoothing]) =>
      build({ reduction, labelSmoothing }, kind, [tensor(shape), labelsOf(shape)], [kind === 'softmaxCrossEntropy' ? [] : shape]),
    );

const parameter = fc.oneof(features, images, fc.tuple(side(9))) as fc.Arbitrary<Shape>;
const rate = tensor([], fc.constantFrom(0.1, 0.9).map(Math.fround));
const decay = fc.constantFrom(0, 0.01);
const correction = tensor([], fc.constantFrom(0.1, 0.5, 1).map(Math.fround));

type Cases = { readonly [Kind in OpKind]: fc.Arbitrary<OperationCase> };

/** Random cases of every operation; a kind without one does not compile. */
export const operationCases: Cases = {
  normalizePixels: fc
    .tuple(images, fc.boolean(), fc.array(positive, { minLength: 5, maxLength: 5 }))
    .chain(([x, scaled, values]) =>
      build(
        scaled ? { mean: values.slice(0, x[1]), std: values.slice(0, x[1]).map((value) => value + 0.1) } : {},
        'normalizePixels',
        [bytes(x, 255)],
        [x],
      ),
    ),
  resizeBilinear2d: fc.tuple(images, side(15), side(15)).chain(([[n, c, h, w], moreHeight, moreWidth]) =>
    build({}, 'resizeBilinear2d', [tensor([n, c, h, w])], [[n, c, h + moreHeight, w + moreWidth]]),
  ),
  repeatChannels: fc.tuple(images, side(4)).chain(([[n, , h, w], channels]) => build({}, 'repeatChannels', [tensor([n, 1, h, w])], [[n, channels, h, w]])),
  conv2d: fc.boolean().chain((bias) =>
    convolution((attributes, x, w, y) => build(attributes, 'conv2d', [tensor(x), tensor(w), ...(bias ? [tensor([w[0]!])] : [])], [y])),
  ),
  conv2dInputGradient: convolution((attributes, x, w, y) => build(attributes, 'conv2dInputGradient', [tensor(y), tensor(w)], [x])),
  conv2dWeightGradient: convolution((attributes, x, w, y) => build(attributes, 'conv2dWeightGradient', [tensor(y), tensor(x)], [w])),
  biasGradient: anyShape.chain((shape) => build({}, 'biasGradient', [tensor(shape)], [[shape[1]!]])),
  linear: fc.boolean().chain((bias) => linear((x, w, y) => build({}, 'linear', [tensor(x), tensor(w), ...(bias ? [tensor([w[0]!])] : [])], [y]))),
  linearInputGradient: linear((x, w, y) => build({}, 'linearInputGradient', [tensor(y), tensor(w)], [x])),
  linearWeightGradient: linear((x, w, y) => build({}, 'linearWeightGradient', [tensor(y), tensor(x)], [w])),
  maxPool2d: pooling((window, x, y) => build(attributesOf(window), 'maxPool2d', [tensor(x)], [y])),
  // On the maxima that the forward operation finds; in quarters, so that ties are common.
  maxPool2dGradient: pooling((window, x, y) =>
    build(attributesOf(window), 'maxPool2dGradient', [tensor(y), tensor(x, quarters)], [x]).map(({ operations: [gradientOf], inputs, outputs }) => {
      const [dy, image] = Object.keys(inputs) as [string, string];
      const pool = { ...gradientOf, kind: 'maxPool2d', inputs: [image], outputs: ['maxima:output'] } as StepOperation;
      const operations = [pool, { ...gradientOf, inputs: [dy, image, 'maxima:output'] } as StepOperation];
      return { operations, inputs, outputs: { 'maxima:output': y, ...outputs } };
    }),
  ),
  avgPool2d: pooling((window, x, y) => build(averaging(window), 'avgPool2d', [tensor(x)], [y])),
  avgPool2dGradient: pooling((window, x, y) => build(averaging(window), 'avgPool2dGradient', [tensor(y)], [x])),
  globalAvgPool2d: images.chain((x) => build({}, 'globalAvgPool2d', [tensor(x)], [[x[0], x[1], 1, 1]])),
  globalAvgPool2dGradient: images.chain((x) => build({}, 'globalAvgPool2dGradient', [tensor([x[0], x[1], 1, 1])], [x])),
  adaptiveAvgPool2d: adaptive((attributes, x, y) => build(attributes, 'adaptiveAvgPool2d', [tensor(x)], [y])),
  adaptiveAvgPool2dGradient: adaptive((attributes, x, y) => build(attributes, 'adaptiveAvgPool2dGradient', [tensor(y)], [x])),
  batchNorm: fc.tuple(normalised, fc.boolean()).chain(([x, affine]) => {
    const channels = [x[1]!];
    return build({ eps: 1e-5 }, 'batchNorm', [tensor(x, spread), ...(affine ? [tensor(channels), tensor(channels)] : [])], [x, channels, channels]);
  }),
  // By the statistics of its own x: of few values it makes use of that.
  batchNormGradient: fc.tuple(normalised, fc.boolean()).chain(([x, affine]) => {
    const channels = [x[1]!];
    const built = build({ eps: 1e-5 }, 'batchNormGradient', [tensor(x), tensor(x, spread), ...(affine ? [tensor(channels)] : [])], affine ? [x, channels, channels] : [x]);
    return built.map(({ operations: [gradientOf], inputs, outputs }) => {
      const [dy, image, ...weight] = Object.keys(inputs) as [string, string, ...string[]];
      const normal = { ...gradientOf, kind: 'batchNorm', inputs: [image], outputs: ['normal:output', 'normal:mean', 'normal:variance'] } as StepOperation;
      const operations = [normal, { ...gradientOf, inputs: [dy, image, 'normal:mean', 'normal:variance', ...weight] } as StepOperation];
      return { operations, inputs, outputs: { 'normal:output': x, 'normal:mean': channels, 'normal:variance': channels, ...outputs } };
    });
  }),
  batchNormInference: fc.tuple(anyShape, fc.boolean()).chain(([x, affine]) => {
    const channels = [x[1]!];
    const statistics = [tensor(channels), tensor(channels, positive)];
    return build({ eps: 1e-5 }, 'batchNormInference', [tensor(x), ...statistics, ...(affine ? [tensor(channels), tensor(channels)] : [])], [x]);
  }),
  movingAverage: side(6).chain((channels) => build({ momentum: 0.1, correction: 8 / 7 }, 'movingAverage', [tensor([channels]), tensor([channels])], [[channels]])),
  localResponseNorm: responseNorm((attributes, x) => build(attributes, 'localResponseNorm', [tensor(x)], [x])),
  localResponseNormGradient: responseNorm((attributes, x) => build(attributes, 'localResponseNormGradient', [tensor(x), tensor(x)], [x])),
  relu: unary('relu'),
  sigmoid: unary('sigmoid'),
  tanh: unary('tanh'),
  gelu: unary('gelu'),
  silu: unary('silu'),
  elu: unary('elu'),
  hardSwish: unary('hardSwish'),
  softplus: unary('softplus'),
  leakyRelu: anyShape.chain((shape) => build({ negativeSlope: 0.01 }, 'leakyRelu', [tensor(shape)], [shape])),
  reluGradient: gradient('relu'),
  sigmoidGradient: gradient('sigmoid'),
  tanhGradient: gradient('tanh'),
  geluGradient: gradient('gelu'),
  siluGradient: gradient('silu'),
  eluGradient: gradient('elu'),
  hardSwishGradient: gradient('hardSwish'),
  softplusGradient: gradient('softplus'),
  leakyReluGradient: anyShape.chain((shape) => build({ negativeSlope: -0.2 }, 'leakyReluGradient', [tensor(shape), tensor(shape)], [shape])),
  dropout: fc.tuple(anyShape, fc.constantFrom(0, 0.3, 0.5)).chain(([shape, rate_]) => build({ rate: rate_ }, 'dropout', [tensor(shape), bytes(shape, 1)], [shape])),
  flatten: images.chain((x) => build({}, 'flatten', [tensor(x)], [[x[0], x[1] * x[2] * x[3]]])),
  unflatten: images.chain((x) => build({}, 'unflatten', [tensor([x[0], x[1] * x[2] * x[3]])], [x])),
  add: anyShape.chain((shape) => build({}, 'add', [tensor(shape), tensor(shape)], [shape])),
  multiply: fc.tuple(anyShape, fc.constantFrom('neither', 'first', 'second')).chain(([shape, stretched]) => {
    const thin = shape.length === 4 ? [shape[0]!, shape[1]!, 1, 1] : shape;
    return build({}, 'multiply', [tensor(stretched === 'first' ? thin : shape), tensor(stretched === 'second' ? thin : shape)], [shape]);
  }),
  concat: fc.tuple(anyShape, fc.array(side(4), { minLength: 1, maxLength: 4 })).chain(([shape, channels]) =>
    build({}, 'concat', channels.map((size) => tensor(shape.with(1, size))), [shape.with(1, channels.reduce((a, b) => a + b))]),
  ),
  sliceChannels: fc.tuple(anyShape, fc.nat(3), fc.nat(3)).chain(([shape, before, after]) =>
    build({ start: before, end: before + shape[1]! }, 'sliceChannels', [tensor(shape.with(1, before + shape[1]! + after))], [shape]),
  ),
  sumSpatial: images.chain((x) => build({}, 'sumSpatial', [tensor(x)], [[x[0], x[1], 1, 1]])),
  softmax: features.chain((shape) => build({}, 'softmax', [tensor(shape)], [shape])),
  softmaxCrossEntropy: loss('softmaxCrossEntropy'),
  softmaxCrossEntropyGradient: loss('softmaxCrossEntropyGradient'),
  countCorrect: features.chain((shape) => build({}, 'countCorrect', [tensor(shape, quarters), labelsOf(shape)], [[]])),
  globalNorm: fc.array(parameter, { minLength: 1, maxLength: 4 }).chain((shapes) => build({}, 'globalNorm', shapes.map((shape) => tensor(shape)), [[]])),
  clipByNorm: fc
    .tuple(parameter, fc.constantFrom(0.5, 2))
    .chain(([shape, maxNorm]) => build({ maxNorm }, 'clipByNorm', [tensor(shape), tensor([], fc.oneof(fc.constant(0), positive))], [shape])),
  sgdUpdate: fc.tuple(parameter, fc.constantFrom(0, 0.9), fc.boolean(), decay).chain(([shape, momentum, nesterov, weightDecay]) =>
    build(
      { momentum, nesterov: nesterov && momentum > 0, weightDecay },
      'sgdUpdate',
      [tensor(shape), tensor(shape), rate, ...(momentum > 0 ? [tensor(shape)] : [])],
      momentum > 0 ? [shape, shape] : [shape],
    ),
  ),
  adamUpdate: fc.tuple(parameter, decay, fc.constantFrom('coupled', 'decoupled')).chain(([shape, weightDecay, kind]) =>
    build(
      { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay, decay: kind },
      'adamUpdate',
      [tensor(shape), tensor(shape, spread), rate, tensor(shape), tensor(shape, positive), correction, correction],
      [shape, shape, shape],
    ),
  ),
  rmspropUpdate: fc.tuple(parameter, decay, fc.constantFrom(0, 0.9)).chain(([shape, weightDecay, momentum]) =>
    build(
      { alpha: 0.99, eps: 1e-8, momentum, weightDecay },
      'rmspropUpdate',
      [tensor(shape), tensor(shape, spread), rate, tensor(shape, positive), ...(momentum > 0 ? [tensor(shape)] : [])],
      momentum > 0 ? [shape, shape, shape] : [shape, shape],
    ),
  ),
};
