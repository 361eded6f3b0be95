import type { Builder } from './builder.js';
import { elements } from './value.js';
import type { Attribute, Attributes, ElementType, Value } from './value.js';

const int = (value: number): Attribute => ({ int: value });
const float = (value: number): Attribute => ({ float: value });
const ints = (values: readonly number[]): Attribute => ({ ints: values });

type Shape = readonly number[];

/**
 * The ONNX operators that formulations are written in (https://onnx.ai/onnx/operators), opset 18, with their shape rules. Left out on
 * purpose, because the CPU provider is slow at them: Where, Sign, ScatterND, Max and Sum of more than two, ReduceSumSquare.
 */
export type Operators = ReturnType<typeof createOperators>;

export function createOperators(builder: Builder) {
  const one = (operator: string, inputs: readonly Value[], attributes: Attributes, shape: Shape, elementType: ElementType = 'float32'): Value =>
    builder.node(operator, inputs, attributes, [{ shape, elementType }])[0]!;

  /** An int64 vector, as shapes, axes and pads are given. */
  const integers = (values: Shape): Value =>
    builder.constant(values.join(), 'int64', [values.length], () => BigInt64Array.from(values, BigInt));

  const unary = (operator: string, attributes: Attributes = {}) => (x: Value): Value => one(operator, [x], attributes, x.shape, x.elementType);
  const binary = (operator: string) => (a: Value, b: Value): Value =>
    one(operator, [a, b], {}, broadcast(operator, a.shape, b.shape), a.elementType);
  const comparison = (operator: string) => (a: Value, b: Value): Value =>
    one(operator, [a, b], {}, broadcast(operator, a.shape, b.shape), 'bool');

  const reshape = (x: Value, shape: Shape): Value => {
    if (elements(shape) !== elements(x.shape)) throw new Error(`Reshape of [${x.shape.join()}] to [${shape.join()}]`);
    // A reshape of a reshape is one reshape.
    const source = x.origin.kind === 'node' && x.origin.node.operator === 'Reshape' ? x.origin.node.inputs[0]! : x;
    if (equalShapes(source.shape, shape)) return source;
    return one('Reshape', [source, integers(shape)], {}, shape, x.elementType);
  };

  /** Axis i of the result is axis `order[i]` of x. Axes of one and axes that stay neighbours are merged first: fewer axes move faster. */
  const transpose = (x: Value, order: Shape): Value => {
    const shape = order.map((axis) => x.shape[axis]!);
    const moved = mergeAxes(x.shape, order);
    if (moved.order.length <= 1) return reshape(x, shape);
    const merged = reshape(x, moved.shape);
    return reshape(one('Transpose', [merged], { perm: ints(moved.order) }, moved.order.map((axis) => moved.shape[axis]!), x.elementType), shape);
  };

  const matMul = (a: Value, b: Value): Value => {
    const [rows, inner] = a.shape.slice(-2);
    const [innerB, columns] = b.shape.slice(-2);
    if (inner !== innerB) throw new Error(`MatMul of [${a.shape.join()}] and [${b.shape.join()}]`);
    const batch = broadcast('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
    return one('MatMul', [a, b], {}, [...batch, rows!, columns!]);
  };

  const swapLast = (x: Value): Value => {
    const rank = x.shape.length;
    const order = [...x.shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
    // Not merged: the optimiser takes exactly this form into the product.
    return one('Transpose', [x], { perm: ints(order) }, order.map((axis) => x.shape[axis]!), x.elementType);
  };

  return {
    integers,
    /** A float32 scalar of rank 0. */
    scalar: (value: number): Value => builder.constant(String(value), 'float32', [], () => Float32Array.of(value)),
    /** Float32 data that is computed when the file is written; `key` names the contents. */
    floats: (key: string, shape: Shape, data: () => Float32Array): Value => builder.constant(key, 'float32', shape, data),
    int32s: (values: Shape, shape: Shape): Value => builder.constant(values.join(), 'int32', shape, () => Int32Array.from(values)),
    /** A tensor of one repeated value, kept in the file. */
    filled: (shape: Shape, value: number): Value =>
      builder.constant(`filled ${value}`, 'float32', shape, () => new Float32Array(elements(shape)).fill(value)),

    add: binary('Add'),
    subtract: binary('Sub'),
    multiply: binary('Mul'),
    divide: binary('Div'),
    /** b where a is a tensor and b a tensor: the larger of each pair. */
    maximum: binary('Max'),
    minimum: binary('Min'),
    power: binary('Pow'),
    equal: comparison('Equal'),
    greater: comparison('Greater'),

    negate: unary('Neg'),
    exp: unary('Exp'),
    log: unary('Log'),
    sqrt: unary('Sqrt'),
    reciprocal: unary('Reciprocal'),
    erf: unary('Erf'),
    relu: unary('Relu'),
    sigmoid: unary('Sigmoid'),
    tanh: unary('Tanh'),
    softplus: unary('Softplus'),
    identity: unary('Identity'),
    elu: unary('Elu', { alpha: float(1) }),
    leakyRelu: (x: Value, slope: number): Value => unary('LeakyRelu', { alpha: float(slope) })(x),
    /** max(0, min(1, alpha·x + beta)). */
    hardSigmoid: (x: Value, alpha: number, beta: number): Value => unary('HardSigmoid', { alpha: float(alpha), beta: float(beta) })(x),
    softmax: (x: Value, axis: number): Value => unary('Softmax', { axis: int(axis) })(x),
    logSoftmax: (x: Value, axis: number): Value => unary('LogSoftmax', { axis: int(axis) })(x),
    cast: (x: Value, elementType: ElementType): Value =>
      x.elementType === elementType ? x : one('Cast', [x], { to: int(onnxTypeNumber[elementType]) }, x.shape, elementType),

    reshape,
    transpose,
    matMul,
    /** Aᵀ·B over the last two axes. */
    matMulTransposedA: (a: Value, b: Value): Value => matMul(swapLast(a), b),
    /** A·Bᵀ over the last two axes. */
    matMulTransposedB: (a: Value, b: Value): Value => matMul(a, swapLast(b)),
    /** alpha·A·B + beta·C of matrices; C may be a row or a scalar, and stretches. */
    gemm: (
      a: Value,
      b: Value,
      { c, alpha = 1, beta = 1, transposeA = false, transposeB = false }: {
        c?: Value | undefined;
        alpha?: number;
        beta?: number;
        transposeA?: boolean;
        transposeB?: boolean;
      } = {},
    ): Value => {
      const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
      const [innerB, columns] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
      if (inner !== innerB) throw new Error(`Gemm of [${a.shape.join()}] and [${b.shape.join()}]`);
      const attributes = { alpha: float(alpha), beta: float(beta), transA: int(transposeA ? 1 : 0), transB: int(transposeB ? 1 : 0) };
      return one('Gemm', c ? [a, b, c] : [a, b], attributes, [rows, columns]);
    },
    /** x `[N, C, H, W]`, weight `[O, C / group, kH, kW]`. */
    conv: (
      x: Value,
      weight: Value,
      bias: Value | undefined,
      { strides, pads, dilations, group, output }: { strides: Shape; pads: Shape; dilations: Shape; group: number; output: Shape },
    ): Value =>
      one(
        'Conv',
        bias ? [x, weight, bias] : [x, weight],
        { kernel_shape: ints(weight.shape.slice(2)), strides: ints(strides), pads: ints(pads), dilations: ints(dilations), group: int(group) },
        output,
      ),
    /** The adjoint of conv in x. */
    convTranspose: (
      x: Value,
      weight: Value,
      { strides, pads, dilations, group, outputPadding, output }: {
        strides: Shape;
        pads: Shape;
        dilations: Shape;
        group: number;
        outputPadding: Shape;
        output: Shape;
      },
    ): Value =>
      one(
        'ConvTranspose',
        [x, weight],
        {
          kernel_shape: ints(weight.shape.slice(2)),
          strides: ints(strides),
          pads: ints(pads),
          dilations: ints(dilations),
          group: int(group),
          output_padding: ints(outputPadding),
        },
        output,
      ),

    /** `[start, end)` with a step along one axis. */
    slice: (x: Value, axis: number, start: number, end: number, step = 1): Value => {
      const size = Math.ceil((end - start) / step);
      if (start === 0 && step === 1 && end === x.shape[axis]) return x;
      const parameters = [start, end, axis, ...(step === 1 ? [] : [step])].map((value) => integers([value]));
      return one('Slice', [x, ...parameters], {}, x.shape.with(axis, size), x.elementType);
    },
    concat: (values: readonly Value[], axis: number): Value => {
      if (values.length === 1) return values[0]!;
      const total = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
      return one('Concat', values, { axis: int(axis) }, values[0]!.shape.with(axis, total), values[0]!.elementType);
    },
    split: (x: Value, axis: number, sizes: Shape): readonly Value[] =>
      sizes.length === 1
        ? [x]
        : builder.node(
            'Split',
            [x, integers(sizes)],
            { axis: int(axis) },
            sizes.map((size) => ({ shape: x.shape.with(axis, size), elementType: x.elementType })),
          ),
    /** `before[i]` and `after[i]` elements of `value` added on axis i. */
    pad: (x: Value, before: Shape, after: Shape, value = 0): Value => {
      if ([...before, ...after].every((count) => count === 0)) return x;
      const fill = value === 0 ? [] : [builder.constant(String(value), 'float32', [], () => Float32Array.of(value))];
      const shape = x.shape.map((side, axis) => side + before[axis]! + after[axis]!);
      return one('Pad', [x, integers([...before, ...after]), ...fill], {}, shape, x.elementType);
    },
    expand: (x: Value, shape: Shape): Value => (equalShapes(x.shape, shape) ? x : one('Expand', [x, integers(shape)], {}, shape, x.elementType)),
    gather: (x: Value, axis: number, indices: Shape): Value =>
      one('Gather', [x, integers(indices)], { axis: int(axis) }, x.shape.with(axis, indices.length), x.elementType),

    /** The sum over the axes, which are dropped. */
    reduceSum: (x: Value, axes: Shape): Value =>
      one('ReduceSum', [x, integers(axes)], { keepdims: int(0) }, x.shape.filter((_, axis) => !axes.includes(axis)), x.elementType),
    /** The index of the first maximum along the axis, which is dropped; int64. */
    argMax: (x: Value, axis: number): Value =>
      one('ArgMax', [x], { axis: int(axis), keepdims: int(0), select_last_index: int(0) }, x.shape.filter((_, a) => a !== axis), 'int64'),
  };
}

/** TensorProto.DataType of onnx.proto. */
export const onnxTypeNumber: Readonly<Record<ElementType, number>> = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 };

function broadcast(operator: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sideA = a[axis - rank + a.length] ?? 1;
    const sideB = b[axis - rank + b.length] ?? 1;
    if (sideA !== sideB && sideA !== 1 && sideB !== 1) throw new Error(`${operator} of [${a.join()}] and [${b.join()}]`);
    return Math.max(sideA, sideB);
  });
}

const equalShapes = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((side, axis) => side === b[axis]);

/** Drops axes of one and joins axes that are neighbours before and after. */
function mergeAxes(shape: Shape, order: Shape): { readonly shape: Shape; readonly order: Shape } {
  const runs: { first: number; size: number }[] = [];
  let previous = -2;
  for (const axis of order.filter((candidate) => shape[candidate] !== 1)) {
    const between = shape.slice(previous + 1, axis);
    const joined = axis > previous && previous >= 0 && between.every((side) => side === 1);
    if (joined) runs.at(-1)!.size *= shape[axis]!;
    else runs.push({ first: axis, size: shape[axis]! });
    previous = axis;
  }
  const sorted = runs.toSorted((a, b) => a.first - b.first);
  return { shape: sorted.map((run) => run.size), order: runs.map((run) => sorted.indexOf(run)) };
}
