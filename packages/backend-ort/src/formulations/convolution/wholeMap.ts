import { bandedTransforms } from './bandedTransforms.js';
import { bilinear } from './bilinear.js';
import { isPlain } from './formulation.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';
import { side } from './transforms.js';
import { wholeMapMatrices } from './wholeMapMatrices.js';
import { LARGEST_TILE_INPUT } from './winogradMatrices.js';

/** Fewest products for a map of a few pixels with as many outputs, by what is known of it: that all around it lie zeros. */
export const wholeMap: ConvolutionFormulation = {
  name: 'whole map',
  error: { kind: 'bilinear', bound: 5e-6 },
  applies: (c) =>
    isPlain(c) &&
    ([0, 1] as const).every((axis) => c.input[axis] === c.output[axis] && 2 * c.input[axis] - 1 <= LARGEST_TILE_INPUT) &&
    ([0, 1] as const).some((axis) => matricesAlong(c, axis).points < c.output[axis] + c.kernelSize[axis] - 1),
  ...bilinear((c) => {
    // The zeros are in the matrices: what lies in the padding is not read.
    const along = (axis: 0 | 1) => side(c.input[axis], c.output[axis], 0, matricesAlong(c, axis));
    return { rows: along(0), cols: along(1), transforms: bandedTransforms, reversed: false };
  }),
};

const matricesAlong = (c: Convolution, axis: 0 | 1) => wholeMapMatrices(c.input[axis], c.kernelSize[axis], c.padding[axis]);
