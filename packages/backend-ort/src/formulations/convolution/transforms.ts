import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import type { BilinearMatrices } from './bilinearMatrices.js';

/** How the tiles of a bilinear convolution lie along one side. */
export interface Side {
  readonly matrices: BilinearMatrices;
  readonly size: number;
  readonly outputs: number;
  /** Padding before the first element. */
  readonly begin: number;
  readonly tiles: number;
}

/** A side of `size` elements with `begin` of padding before them. */
export const side = (size: number, outputs: number, begin: number, matrices: BilinearMatrices): Side => ({
  matrices,
  size,
  outputs,
  begin,
  tiles: Math.ceil(outputs / matrices.tile),
});

/**
 * The linear maps of a bilinear convolution over whole images, and their adjoints. Images are `[H, W, N, C]`; transformed they are one matrix for each product,
 * `[tW·tH, tilesH·tilesW·N, C]`.
 */
export interface Transforms {
  /** Bᵀ along both sides, of what each tile reads. */
  input(g: Operators, x: Value, rows: Side, cols: Side): Value;
  inputAdjoint(g: Operators, v: Value, rows: Side, cols: Side, batch: number): Value;
  /** Aᵀ along both sides: the outputs of each tile, put together. */
  output(g: Operators, m: Value, rows: Side, cols: Side, batch: number): Value;
  outputAdjoint(g: Operators, dy: Value, rows: Side, cols: Side): Value;
}

/**
 * A convolution is the adjoint of another: of the one that goes from its outputs to its inputs by the reversed taps. These are the transforms of that other one, each in the place
 * of its adjoint.
 */
export const mirrored = (of: Transforms): Transforms => ({ input: of.outputAdjoint, inputAdjoint: of.output, output: of.inputAdjoint, outputAdjoint: of.input });
