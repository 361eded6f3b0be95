import type { Tensor } from '../tensor.js';

/** A tensor of written values, row-major. */
export const tensorOf = (shape: readonly number[], values: readonly number[]): Tensor => ({ shape, data: Float64Array.from(values) });
