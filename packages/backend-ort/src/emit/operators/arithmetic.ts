import { elements, onnxTypeNumber } from '../value.js';
import type { ElementType, Value } from '../value.js';
import type { Constants } from './constants.js';
import type { Movement } from './movement.js';
import { broadcast, float, int } from './nodes.js';
import type { Nodes, Shape } from './nodes.js';

/** Operators on each element, and along one axis. */
export function createArithmetic({ one }: Nodes, { integers }: Constants, { reshape }: Movement) {
  const unary = (operator: string) => (x: Value): Value => one(operator, [x], {}, x.shape, x.elementType);
  const binary = (operator: string, elementType?: ElementType) => (a: Value, b: Value): Value => {
    const shape = broadcast(operator, a.shape, b.shape);
    const type = elementType ?? a.elementType;
    // A tensor whose last side is one, and a scalar: the runtime would go through it element by element, fifteen to forty times as slowly.
    const many = elements(a.shape) === 1 ? b : elements(b.shape) === 1 ? a : undefined;
    if (many?.shape.at(-1) !== 1 || elements(shape) === 1) return one(operator, [a, b], {}, shape, type);
    const flat = reshape(many, [elements(shape)]);
    return reshape(one(operator, many === a ? [flat, b] : [a, flat], {}, flat.shape, type), shape);
  };

  return {
    add: binary('Add'),
    subtract: binary('Sub'),
    multiply: binary('Mul'),
    divide: binary('Div'),
    /** The larger of each pair. */
    maximum: binary('Max'),
    minimum: binary('Min'),
    equal: binary('Equal', 'bool'),

    exp: unary('Exp'),
    log: unary('Log'),
    sqrt: unary('Sqrt'),
    reciprocal: unary('Reciprocal'),
    erf: unary('Erf'),
    relu: unary('Relu'),
    sigmoid: unary('Sigmoid'),
    tanh: unary('Tanh'),
    softplus: unary('Softplus'),
    leakyRelu: (x: Value, slope: number): Value => one('LeakyRelu', [x], { alpha: float(slope) }, x.shape),
    /** max(0, min(1, alpha·x + beta)). */
    hardSigmoid: (x: Value, alpha: number, beta: number): Value => one('HardSigmoid', [x], { alpha: float(alpha), beta: float(beta) }, x.shape),
    cast: (x: Value, elementType: ElementType): Value =>
      x.elementType === elementType ? x : one('Cast', [x], { to: int(onnxTypeNumber[elementType]) }, x.shape, elementType),

    softmax: (x: Value, axis: number): Value => one('Softmax', [x], { axis: int(axis) }, x.shape),
    logSoftmax: (x: Value, axis: number): Value => one('LogSoftmax', [x], { axis: int(axis) }, x.shape),
    /** The sum over the axes, which are dropped. */
    reduceSum: (x: Value, axes: Shape): Value =>
      one('ReduceSum', [x, integers(axes)], { keepdims: int(0) }, x.shape.filter((_, axis) => !axes.includes(axis)), x.elementType),
    /** The index of the first maximum along the axis, which is dropped; int64. */
    argMax: (x: Value, axis: number): Value =>
      one('ArgMax', [x], { axis: int(axis), keepdims: int(0), select_last_index: int(0) }, x.shape.filter((_, a) => a !== axis), 'int64'),
  };
}
