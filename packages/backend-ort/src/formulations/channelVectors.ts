import type { Operators } from '../emit/operators.js';
import type { Value } from '../emit/value.js';

/**
 * `[H, W, N, C]` and vectors over its channels. The work is done on the view `[H·W, N·C]`, with the vector repeated N times: long
 * rows broadcast and reduce several times faster than rows of C.
 */

/** The view `[H·W, N·C]`, or `[1, N·C]` of features `[N, C]`. */
export function pixelRows(g: Operators, x: Value): Value {
  const [batch, channels] = x.shape.slice(-2) as [number, number];
  const pixels = x.shape.slice(0, -2).reduce((product, side) => product * side, 1);
  return g.reshape(x, [pixels, batch * channels]);
}

/** `[C]` → `[1, N·C]`, to be broadcast over `pixelRows`. */
export function repeatOverBatch(g: Operators, vector: Value, batch: number): Value {
  const channels = vector.shape.at(-1)!;
  return g.reshape(g.expand(g.reshape(vector, [1, channels]), [batch, channels]), [1, batch * channels]);
}

/**
 * scale · Σ over height, width and batch, as `[1, C]`; `rows` is the view `[H·W, N·C]`. Products with rows of ones, first over pixels and then over the
 * batch: the runtime's own ReduceSum over leading axes is single-threaded.
 */
export function sumOverPixelsAndBatch(g: Operators, rows: Value, channels: number, scale = 1): Value {
  const [pixels, width] = rows.shape as readonly [number, number];
  const batch = width / channels;
  const overPixels = pixels === 1 ? rows : g.matMul(g.filled([1, pixels], 1), rows);
  return g.matMul(g.filled([1, batch], scale), g.reshape(overPixels, [batch, channels]));
}

/** x + vector over the channels of `[H, W, N, C]`. */
export function addToChannels(g: Operators, x: Value, vector: Value): Value {
  const batch = x.shape.at(-2)!;
  return g.reshape(g.add(pixelRows(g, x), repeatOverBatch(g, vector, batch)), x.shape);
}
