import type { ForwardOperation, TensorName } from '@archetype/spec';
import type { GradientOperation, InputActivation, OutputActivation, StepOperation } from '@archetype/training';
import fc from 'fast-check';
import { maskValues, spacedValues, uniformValues, valuesAwayFrom } from './values.js';
import { poolSides, windowCounts, windowOf, windowSides } from './windows.js';

/** A forward operation on random inputs, and the operations that compute its gradients: `dx` from `dy` for the input x. */
export interface Differentiable {
  readonly forward: ForwardOperation;
  /** Each reads `dy` and makes `d` + the name of an input. */
  readonly gradients: readonly StepOperation[];
  readonly shapes: Readonly<Record<TensorName, readonly number[]>>;
  readonly given: Readonly<Record<TensorName, Float64Array>>;
}

/** Forward operations that something flows back through, and that have operations of their own for that. */
type DifferentiableKind = Extract<
  ForwardOperation['kind'],
  GradientOperation['kind'] extends infer Kind ? (Kind extends `${infer Forward}Gradient` ? Forward : never) : never
>;

/** Those whose gradients have other names, or are made of other operations. */
type OtherKind = 'conv2d' | 'linear' | 'dropout' | 'flatten' | 'multiply' | 'concat';

const path = '';
const seeds = fc.integer({ min: 0, max: 2 ** 32 });
const few = fc.integer({ min: 1, max: 3 });
const upToSix = fc.integer({ min: 1, max: 6 });
const fractions = fc.double({ min: 0, max: 0.9, noNaN: true });
const imageShapes = fc.tuple(fc.integer({ min: 1, max: 2 }), few, few, few);
const anyShapes = fc.oneof(imageShapes, fc.tuple(fc.integer({ min: 2, max: 4 }), few));

/** Random cases of every differentiable operation, and of those that are their own adjoint or have a structural one. */
export const differentiable: { readonly [Kind in DifferentiableKind | OtherKind]: fc.Arbitrary<Differentiable> } = {
  conv2d: fc
    .record({
      seed: seeds,
      rows: windowSides(),
      columns: windowSides(),
      batch: few,
      groups: few,
      inPerGroup: few,
      outPerGroup: few,
      bias: fc.boolean(),
    })
    .map(({ seed, rows, columns, batch, groups, inPerGroup, outPerGroup, bias }) => {
      const window = { path, ...windowOf(rows, columns), groups };
      const shapes = {
        x: [batch, groups * inPerGroup, rows.input, columns.input],
        weight: [groups * outPerGroup, inPerGroup, rows.kernel, columns.kernel],
        ...(bias ? { bias: [groups * outPerGroup] } : {}),
        y: [batch, groups * outPerGroup, rows.output, columns.output],
      };
      return {
        forward: { kind: 'conv2d', ...window, inputs: bias ? ['x', 'weight', 'bias'] : ['x', 'weight'], outputs: ['y'] },
        gradients: [
          { kind: 'conv2dInputGradient', ...window, inputs: ['dy', 'weight'], outputs: ['dx'] },
          { kind: 'conv2dWeightGradient', ...window, inputs: ['dy', 'x'], outputs: ['dweight'] },
          ...(bias ? [{ kind: 'biasGradient', path, inputs: ['dy'], outputs: ['dbias'] } as const] : []),
        ],
        shapes,
        given: uniform(seed, shapes),
      };
    }),

  linear: fc.record({ seed: seeds, batch: few, inFeatures: few, outFeatures: few, bias: fc.boolean() }).map((drawn) => {
    const { seed, batch, inFeatures, outFeatures, bias } = drawn;
    const shapes = { x: [batch, inFeatures], weight: [outFeatures, inFeatures], ...(bias ? { bias: [outFeatures] } : {}), y: [batch, outFeatures] };
    return {
      forward: { kind: 'linear', path, inputs: bias ? ['x', 'weight', 'bias'] : ['x', 'weight'], outputs: ['y'] },
      gradients: [
        { kind: 'linearInputGradient', path, inputs: ['dy', 'weight'], outputs: ['dx'] },
        { kind: 'linearWeightGradient', path, inputs: ['dy', 'x'], outputs: ['dweight'] },
        ...(bias ? [{ kind: 'biasGradient', path, inputs: ['dy'], outputs: ['dbias'] } as const] : []),
      ],
      shapes,
      given: uniform(seed, shapes),
    };
  }),

  maxPool2d: fc.record({ seed: seeds, rows: poolSides(), columns: poolSides(), batch: few, channels: few }).map((drawn) => {
    const { seed, rows, columns, batch, channels } = drawn;
    const window = { path, ...windowOf(rows, columns) };
    const shapes = { x: [batch, channels, rows.input, columns.input], y: [batch, channels, rows.output, columns.output] };
    return {
      forward: { kind: 'maxPool2d', ...window, inputs: ['x'], outputs: ['y'] },
      gradients: [{ kind: 'maxPool2dGradient', ...window, inputs: ['dy', 'x', 'y'], outputs: ['dx'] }],
      shapes,
      given: { x: spacedValues(seed, 'x', shapes.x) },
    };
  }),

  avgPool2d: fc
    .record({ seed: seeds, rows: poolSides(), columns: poolSides(), batch: few, channels: few, countIncludePad: fc.boolean() })
    .map(({ seed, rows, columns, batch, channels, countIncludePad }) => {
      const fields = {
        path,
        ...windowOf(rows, columns),
        rowCounts: windowCounts(rows, countIncludePad),
        columnCounts: windowCounts(columns, countIncludePad),
      };
      const shapes = { x: [batch, channels, rows.input, columns.input], y: [batch, channels, rows.output, columns.output] };
      return {
        forward: { kind: 'avgPool2d', ...fields, inputs: ['x'], outputs: ['y'] },
        gradients: [{ kind: 'avgPool2dGradient', ...fields, inputs: ['dy'], outputs: ['dx'] }],
        shapes,
        given: uniform(seed, shapes),
      };
    }),

  globalAvgPool2d: fc.record({ seed: seeds, shape: imageShapes }).map(({ seed, shape }) => {
    const shapes = { x: shape, y: [shape[0], shape[1], 1, 1] };
    return {
      forward: { kind: 'globalAvgPool2d', path, inputs: ['x'], outputs: ['y'] },
      gradients: [{ kind: 'globalAvgPool2dGradient', path, inputs: ['dy'], outputs: ['dx'] }],
      shapes,
      given: uniform(seed, shapes),
    };
  }),

  adaptiveAvgPool2d: fc
    .record({ seed: seeds, batch: few, channels: few, input: fc.tuple(upToSix, upToSix), output: fc.tuple(few, few) })
    .map(({ seed, batch, channels, input, output }) => {
      const windows = (axis: 0 | 1): readonly (readonly [number, number])[] =>
        Array.from({ length: output[axis] }, (_, i) => [
          Math.floor((i * input[axis]) / output[axis]),
          Math.ceil(((i + 1) * input[axis]) / output[axis]),
        ]);
      const fields = { path, rowWindows: windows(0), columnWindows: windows(1) };
      const shapes = { x: [batch, channels, ...input], y: [batch, channels, ...output] };
      return {
        forward: { kind: 'adaptiveAvgPool2d', ...fields, inputs: ['x'], outputs: ['y'] },
        gradients: [{ kind: 'adaptiveAvgPool2dGradient', ...fields, inputs: ['dy'], outputs: ['dx'] }],
        shapes,
        given: uniform(seed, shapes),
      };
    }),

  batchNorm: fc.record({ seed: seeds, shape: anyShapes, affine: fc.boolean() }).map(({ seed, shape, affine }) => {
    const channel = [shape[1]!];
    const shapes = { x: shape, ...(affine ? { weight: channel, bias: channel } : {}), y: shape, mean: channel, variance: channel };
    const fields = { path, eps: 1e-3 };
    return {
      forward: { kind: 'batchNorm', ...fields, inputs: affine ? ['x', 'weight', 'bias'] : ['x'], outputs: ['y', 'mean', 'variance'] },
      gradients: [
        affine
          ? { kind: 'batchNormGradient', ...fields, inputs: ['dy', 'x', 'mean', 'variance', 'weight'], outputs: ['dx', 'dweight', 'dbias'] }
          : { kind: 'batchNormGradient', ...fields, inputs: ['dy', 'x', 'mean', 'variance'], outputs: ['dx'] },
      ],
      shapes,
      given: { ...uniform(seed, shapes), x: spacedValues(seed, 'x', shape) },
    };
  }),

  localResponseNorm: fc
    .record({
      seed: seeds,
      shape: fc.tuple(few, upToSix, few, few),
      size: upToSix,
      alpha: fc.double({ min: 0.01, max: 2, noNaN: true }),
      beta: fc.double({ min: 0.25, max: 1.5, noNaN: true }),
      k: fc.double({ min: 0.5, max: 2, noNaN: true }),
    })
    .map(({ seed, shape, ...fields }) => {
      const shapes = { x: shape, y: shape };
      return {
        forward: { kind: 'localResponseNorm', path, ...fields, inputs: ['x'], outputs: ['y'] },
        gradients: [{ kind: 'localResponseNormGradient', path, ...fields, inputs: ['dy', 'x'], outputs: ['dx'] }],
        shapes,
        given: uniform(seed, shapes),
      };
    }),

  relu: outputActivation('relu', [0]),
  sigmoid: outputActivation('sigmoid', []),
  tanh: outputActivation('tanh', []),
  elu: outputActivation('elu', [0]),
  gelu: inputActivation('gelu', []),
  silu: inputActivation('silu', []),
  hardSwish: inputActivation('hardSwish', [-3, 3]),
  softplus: inputActivation('softplus', []),

  leakyRelu: fc.record({ seed: seeds, shape: anyShapes, negativeSlope: fractions }).map(({ seed, shape, negativeSlope }) => ({
    forward: { kind: 'leakyRelu', path, negativeSlope, inputs: ['x'], outputs: ['y'] },
    gradients: [{ kind: 'leakyReluGradient', path, negativeSlope, inputs: ['dy', 'x'], outputs: ['dx'] }],
    shapes: { x: shape, y: shape },
    given: { x: valuesAwayFrom([0], 0.01, seed, 'x', shape) },
  })),

  dropout: fc.record({ seed: seeds, shape: anyShapes, rate: fractions }).map(({ seed, shape, rate }) => ({
    forward: { kind: 'dropout', path, rate, inputs: ['x', 'mask'], outputs: ['y'] },
    gradients: [{ kind: 'dropout', path, rate, inputs: ['dy', 'mask'], outputs: ['dx'] }],
    shapes: { x: shape, mask: shape, y: shape },
    given: { x: uniformValues(seed, 'x', shape), mask: maskValues(seed, 'mask', shape) },
  })),

  flatten: fc.record({ seed: seeds, shape: imageShapes }).map(({ seed, shape }) => {
    const shapes = { x: shape, y: [shape[0], shape[1] * shape[2] * shape[3]] };
    return {
      forward: { kind: 'flatten', path, inputs: ['x'], outputs: ['y'] },
      gradients: [{ kind: 'unflatten', path, inputs: ['dy'], outputs: ['dx'] }],
      shapes,
      given: uniform(seed, shapes),
    };
  }),

  multiply: fc.record({ seed: seeds, shape: imageShapes, stretched: fc.boolean() }).map(({ seed, shape, stretched }) => {
    const shapes = { a: shape, b: stretched ? [shape[0], shape[1], 1, 1] : shape, y: shape, product: shape };
    return {
      forward: { kind: 'multiply', path, inputs: ['a', 'b'], outputs: ['y'] },
      gradients: [
        { kind: 'multiply', path, inputs: ['dy', 'b'], outputs: ['da'] },
        ...(stretched
          ? ([
              { kind: 'multiply', path, inputs: ['dy', 'a'], outputs: ['product'] },
              { kind: 'sumSpatial', path, inputs: ['product'], outputs: ['db'] },
            ] as const)
          : ([{ kind: 'multiply', path, inputs: ['dy', 'a'], outputs: ['db'] }] as const)),
      ],
      shapes,
      given: uniform(seed, { a: shapes.a, b: shapes.b }),
    };
  }),

  concat: fc.record({ seed: seeds, channels: fc.array(few, { minLength: 1, maxLength: 4 }), shape: imageShapes }).map((drawn) => {
    const { seed, channels, shape: [batch, , height, width] } = drawn;
    const names = channels.map((_, i) => `x${i}`);
    const starts = channels.map((_, i) => channels.slice(0, i).reduce((sum, count) => sum + count, 0));
    const inputs = Object.fromEntries(names.map((name, i) => [name, [batch, channels[i]!, height, width]]));
    return {
      forward: { kind: 'concat', path, inputs: names, outputs: ['y'] },
      gradients: names.map((name, i) => {
        const [start, end] = [starts[i]!, starts[i]! + channels[i]!];
        return { kind: 'sliceChannels', path, start, end, inputs: ['dy'], outputs: [`d${name}`] };
      }),
      shapes: { ...inputs, y: [batch, channels.reduce((sum, count) => sum + count, 0), height, width] },
      given: uniform(seed, inputs),
    };
  }),

  softmaxCrossEntropy: fc
    .record({
      seed: seeds,
      classes: few,
      labels: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 4 }),
      reduction: fc.constantFrom('mean', 'sum'),
      labelSmoothing: fractions,
    })
    .map(({ seed, classes, labels, ...fields }) => ({
      forward: { kind: 'softmaxCrossEntropy', path, ...fields, inputs: ['x', 'labels'], outputs: ['y'] },
      // A loss is where the gradient begins, with dy = 1.
      gradients: [{ kind: 'softmaxCrossEntropyGradient', path, ...fields, inputs: ['x', 'labels'], outputs: ['dx'] }],
      shapes: { x: [labels.length, classes], labels: [labels.length], y: [] },
      given: { x: uniformValues(seed, 'x', [labels.length, classes]), labels: Float64Array.from(labels, (label) => label % classes) },
    })),
};

function outputActivation(kind: OutputActivation, kinks: readonly number[]): fc.Arbitrary<Differentiable> {
  return activation(kind, kinks, 'y');
}

function inputActivation(kind: InputActivation, kinks: readonly number[]): fc.Arbitrary<Differentiable> {
  return activation(kind, kinks, 'x');
}

function activation(kind: OutputActivation | InputActivation, kinks: readonly number[], reads: 'x' | 'y'): fc.Arbitrary<Differentiable> {
  return fc.record({ seed: seeds, shape: anyShapes }).map(({ seed, shape }) => ({
    forward: { kind, path, inputs: ['x'], outputs: ['y'] },
    gradients: [{ kind: `${kind}Gradient`, path, inputs: ['dy', reads], outputs: ['dx'] }],
    shapes: { x: shape, y: shape },
    given: { x: valuesAwayFrom(kinks, 0.01, seed, 'x', shape) },
  }));
}

function uniform(seed: number, shapes: Readonly<Record<TensorName, readonly number[] | undefined>>): Readonly<Record<TensorName, Float64Array>> {
  const made = new Set(['y', 'mean', 'variance', 'product']);
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => (made.has(name) || shape === undefined ? [] : [[name, uniformValues(seed, name, shape)]])),
  );
}
