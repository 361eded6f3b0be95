import type { Tensor } from './tensor.js';
import type { Workspace } from './workspace.js';

type Operand = Tensor | number;
type Binary = (a: Operand, b: Operand) => Tensor;
type Unary = (x: Tensor) => Tensor;

/** Arithmetic on whole tensors; shapes stretch as in NumPy. */
export interface Arithmetic {
  readonly add: Binary;
  readonly subtract: Binary;
  readonly multiply: Binary;
  readonly divide: Binary;
  readonly maximum: Binary;
  readonly minimum: Binary;
  readonly squaredDifference: Binary;
  readonly power: Binary;
  readonly square: Unary;
  readonly squareRoot: Unary;
  readonly inverseSquareRoot: Unary;
  readonly exponential: Unary;
  readonly logarithm: Unary;
  readonly negate: Unary;
  readonly sigmoid: Unary;
  readonly errorFunction: Unary;
  /** 1 where x > 0, `below` elsewhere. */
  readonly step: (x: Tensor, below?: number) => Tensor;
  readonly float: Unary;
}

/** Evaluates a formula; what is made on the way is given up. */
export function formula(workspace: Workspace, write: (arithmetic: Arithmetic) => Tensor): Tensor {
  const [result] = workspace.tidy(() => [write(arithmeticOn(workspace))] as const);
  return result;
}

function arithmeticOn(workspace: Workspace): Arithmetic {
  const tensor = (operand: Operand): Tensor => (typeof operand === 'number' ? workspace.scalar(operand) : operand);
  const binary =
    (kernel: string): Binary =>
    (a, b) =>
      workspace.run(kernel, { a: tensor(a), b: tensor(b) });
  const unary =
    (kernel: string): Unary =>
    (x) =>
      workspace.run(kernel, { x });
  return {
    add: binary('Add'),
    subtract: binary('Sub'),
    multiply: binary('Multiply'),
    divide: binary('RealDiv'),
    maximum: binary('Maximum'),
    minimum: binary('Minimum'),
    squaredDifference: binary('SquaredDifference'),
    power: binary('Pow'),
    square: unary('Square'),
    squareRoot: unary('Sqrt'),
    inverseSquareRoot: unary('Rsqrt'),
    exponential: unary('Exp'),
    logarithm: unary('Log'),
    negate: unary('Neg'),
    sigmoid: unary('Sigmoid'),
    errorFunction: unary('Erf'),
    step: (x, below = 0) => workspace.run('Step', { x }, { alpha: below }),
    float: (x) => workspace.run('Cast', { x }, { dtype: 'float32' }),
  };
}
