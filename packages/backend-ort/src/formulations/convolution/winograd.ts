import { bandedTransforms } from './bandedTransforms.js';
import { bilinear } from './bilinear.js';
import type { Tiling } from './bilinear.js';
import { isPlain } from './formulation.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';
import { tiledTransforms } from './tiledTransforms.js';
import { mirrored, side } from './transforms.js';
import type { Transforms } from './transforms.js';
import { LARGEST_TILE_INPUT, winogradMatrices } from './winogradMatrices.js';

/** Measured over random convolutions: up to 4·10⁻⁶ with six outputs a side, a third of it with four. */
const errorBound = (tile: number): number => (tile > 4 ? 1e-5 : 5e-6);

/** Outputs of a tile along height and width. */
export type Tile = readonly [height: number, width: number];

const { output, outputAdjoint } = tiledTransforms;

/** How the transforms are written. Tiles of outputs do not overlap, and are cheaper to lay out than those of inputs. */
const ways = {
  banded: { words: '', transforms: bandedTransforms },
  outputsByTiles: { words: ', outputs by tiles', transforms: { ...bandedTransforms, output, outputAdjoint } },
  byTiles: { words: ', by tiles', transforms: tiledTransforms },
} satisfies Record<string, { readonly words: string; readonly transforms: Transforms }>;

/** Winograd's minimal filtering over tiles of one size. */
export function winograd(tile: Tile, way: keyof typeof ways): ConvolutionFormulation {
  const { words, transforms } = ways[way];
  return {
    name: `winograd ${tile.join('×')}${words}`,
    error: errorOf(tile),
    // Of a single tile the matrix of the side is the tile's.
    applies: (c) => fits(c, tile, c.output) && (way === 'banded' || severalTiles(c.output, tile)),
    ...bilinear((c) => ({ ...sides(tile, c.kernelSize, c.input, c.output, c.padding), transforms, reversed: false })),
  };
}

/**
 * The convolution as the adjoint of the one from its outputs to its inputs. What overlaps are then tiles of the output and of its gradient, which is less work where those have the
 * fewer channels.
 */
export function mirroredWinograd(tile: Tile, way: 'outputsByTiles' | 'byTiles'): ConvolutionFormulation {
  const { words, transforms } = ways[way];
  return {
    name: `mirrored winograd ${tile.join('×')}${words.replace('outputs', 'inputs')}`,
    error: errorOf(tile),
    applies: (c) => c.outChannels < c.inChannels && fits(c, tile, c.input) && severalTiles(c.input, tile),
    ...bilinear((c) => {
      const [height, width] = c.kernelSize;
      const begins = [height - 1 - c.padding[0], width - 1 - c.padding[1]] as const;
      return { ...sides(tile, c.kernelSize, c.output, c.input, begins), transforms: mirrored(transforms), reversed: true };
    }),
  };
}

const errorOf = (tile: Tile): ConvolutionFormulation['error'] => ({ kind: 'bilinear', bound: errorBound(Math.max(...tile)) });

const fits = (c: Convolution, tile: Tile, outputs: readonly number[]): boolean =>
  isPlain(c) &&
  c.kernelSize.some((size) => size > 1) &&
  tile.every((side, axis) => side <= outputs[axis]! && side + c.kernelSize[axis]! - 1 <= LARGEST_TILE_INPUT);

const severalTiles = (outputs: readonly number[], tile: Tile): boolean => tile.every((side, axis) => outputs[axis]! > side);

function sides(tile: Tile, kernel: Convolution['kernelSize'], sizes: Convolution['input'], outputs: Convolution['output'], begins: readonly number[]): Pick<Tiling, 'rows' | 'cols'> {
  const along = (axis: 0 | 1) => {
    const taps = kernel[axis];
    return side(sizes[axis], outputs[axis], begins[axis]!, winogradMatrices(taps === 1 ? 1 : tile[axis], taps));
  };
  return { rows: along(0), cols: along(1) };
}
