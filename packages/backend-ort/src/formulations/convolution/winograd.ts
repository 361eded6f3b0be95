import { bilinear, side } from './bilinear.js';
import { isPlain } from './formulation.js';
import type { ConvolutionFormulation } from './formulation.js';
import { LARGEST_TILE_INPUT, winogradMatrices } from './winogradMatrices.js';

/** Measured over random convolutions: up to 4·10⁻⁶ with six outputs a side, a third of it with four. */
const errorBound = (tile: number): number => (tile > 4 ? 1e-5 : 5e-6);

/** Outputs of a tile along height and width. */
export type Tile = readonly [height: number, width: number];

/** Winograd's minimal filtering over tiles of one size. */
export function winograd(tile: Tile): ConvolutionFormulation {
  const tileAlong = (axis: 0 | 1, kernel: number): number => (kernel === 1 ? 1 : tile[axis]);
  return {
    name: `winograd ${tile.join('×')}`,
    error: { kind: 'bilinear', bound: errorBound(Math.max(...tile)) },
    applies: (c) =>
      isPlain(c) &&
      c.kernelSize.some((size) => size > 1) &&
      tile.every((outputs, axis) => outputs <= c.output[axis]! && outputs + c.kernelSize[axis]! - 1 <= LARGEST_TILE_INPUT),
    ...bilinear((c) => {
      const along = (axis: 0 | 1) => side(c.input[axis], c.output[axis], c.padding[axis], winogradMatrices(tileAlong(axis, c.kernelSize[axis]), c.kernelSize[axis]));
      return [along(0), along(1)];
    }),
  };
}
