import type { Value } from '../value.js';
import { broadcast, float, int, ints } from './nodes.js';
import type { Nodes, Shape } from './nodes.js';

export interface GemmOptions {
  /** Added; a row or a scalar stretches. */
  readonly c?: Value | undefined;
  readonly alpha?: number;
  readonly beta?: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

export interface ConvolutionAttributes {
  readonly strides: Shape;
  readonly pads: Shape;
  readonly dilations: Shape;
  readonly group: number;
  readonly output: Shape;
}

/** Matrix products and convolutions. */
export function createProducts({ one }: Nodes) {
  const matMul = (a: Value, b: Value): Value => {
    const [rows, inner] = a.shape.slice(-2);
    const [innerB, columns] = b.shape.slice(-2);
    if (inner !== innerB) throw new Error(`MatMul of [${a.shape.join()}] and [${b.shape.join()}]`);
    const batch = broadcast('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
    return one('MatMul', [a, b], {}, [...batch, rows!, columns!]);
  };

  /** Of the last two axes, in the one form that the runtime's optimiser takes into a product. */
  const swapLast = (x: Value): Value => {
    const rank = x.shape.length;
    const order = [...x.shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
    return one('Transpose', [x], { perm: ints(order) }, order.map((axis) => x.shape[axis]!), x.elementType);
  };

  return {
    matMul,
    /** Aᵀ·B over the last two axes. */
    matMulTransposedA: (a: Value, b: Value): Value => matMul(swapLast(a), b),
    /** A·Bᵀ over the last two axes. */
    matMulTransposedB: (a: Value, b: Value): Value => matMul(a, swapLast(b)),

    /** alpha·A·B + beta·C of matrices. */
    gemm: (a: Value, b: Value, { c, alpha = 1, beta = 1, transposeA = false, transposeB = false }: GemmOptions = {}): Value => {
      const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!];
      const [innerB, columns] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!];
      if (inner !== innerB) throw new Error(`Gemm of [${a.shape.join()}] and [${b.shape.join()}]`);
      const attributes = { alpha: float(alpha), beta: float(beta), transA: int(transposeA ? 1 : 0), transB: int(transposeB ? 1 : 0) };
      return one('Gemm', c ? [a, b, c] : [a, b], attributes, [rows, columns]);
    },

    /** x `[N, C, H, W]`, weight `[O, C / group, kH, kW]`. */
    conv: (x: Value, weight: Value, bias: Value | undefined, { strides, pads, dilations, group, output }: ConvolutionAttributes): Value => {
      const attributes = { kernel_shape: ints(weight.shape.slice(2)), strides: ints(strides), pads: ints(pads), dilations: ints(dilations), group: int(group) };
      return one('Conv', bias ? [x, weight, bias] : [x, weight], attributes, output);
    },

    /** The adjoint of conv in x. */
    convTranspose: (x: Value, weight: Value, { outputPadding, ...conv }: ConvolutionAttributes & { readonly outputPadding: Shape }): Value => {
      const attributes = {
        kernel_shape: ints(weight.shape.slice(2)),
        strides: ints(conv.strides),
        pads: ints(conv.pads),
        dilations: ints(conv.dilations),
        group: int(conv.group),
        output_padding: ints(outputPadding),
      };
      return one('ConvTranspose', [x, weight], attributes, conv.output);
    },
  };
}
