import type { Padding, Pair } from '@archetype/spec';
import type { OperationOf } from '@archetype/training';
import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';

/** The sizes of one convolution: all that a formulation depends on. */
export interface Convolution {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly input: Pair;
  readonly output: Pair;
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/**
 * `exact`: sums of the same products as the definition, in another order. `bilinear`: sums of products of transformed operands, whose rounding
 * error grows with the tile; `bound` is the largest that tests allow it, relative to the largest Σ|x|·|weight| of any output.
 */
export type ErrorClass = { readonly kind: 'exact' } | { readonly kind: 'bilinear'; readonly bound: number };

/**
 * One way to write a convolution and its two gradients. Activations are `[H, W, N, C]`, weights by taps `[kH·kW, inChannels / groups,
 * outChannels]`. What the three have in common (transformed inputs, columns) they simply ask for again: the builder writes it once.
 */
export interface ConvolutionFormulation {
  /** As explanations show it: `winograd 4×4`. */
  readonly name: string;
  readonly error: ErrorClass;
  applies(c: Convolution): boolean;
  /** y `[oH, oW, N, O]`. */
  forward(g: Operators, c: Convolution, x: Value, weight: Value, bias: Value | undefined): Value;
  /** dx `[H, W, N, C]`. */
  inputGradient(g: Operators, c: Convolution, dy: Value, weight: Value): Value;
  /** dWeight by taps. */
  weightGradient(g: Operators, c: Convolution, dy: Value, x: Value): Value;
}

type ConvolutionKind = 'conv2d' | 'conv2dInputGradient' | 'conv2dWeightGradient';

/** The sizes of a convolution, from any of its three operations. */
export function convolutionOf(operation: OperationOf<ConvolutionKind>, shape: (name: string) => readonly number[]): Convolution {
  const [first, second] = operation.inputs;
  const [x, y, outChannels] =
    operation.kind === 'conv2d'
      ? [first, operation.outputs[0], shape(second)[0]!]
      : operation.kind === 'conv2dInputGradient'
        ? [operation.outputs[0], first, shape(second)[0]!]
        : [second, first, shape(operation.outputs[0])[0]!];
  const [batch, inChannels, height, width] = shape(x) as readonly [number, number, number, number];
  const [, , outHeight, outWidth] = shape(y) as readonly [number, number, number, number];
  const { groups, kernelSize, stride, padding, dilation } = operation;
  return { batch, inChannels, outChannels, groups, input: [height, width], output: [outHeight, outWidth], kernelSize, stride, padding, dilation };
}

/** How many positions the output has, batch included: the rows of most products. */
export const outputRows = (c: Convolution): number => c.output[0] * c.output[1] * c.batch;

/** Neither grouped, nor strided, nor dilated. */
export const isPlain = (c: Convolution): boolean => c.groups === 1 && [...c.stride, ...c.dilation].every((factor) => factor === 1);
