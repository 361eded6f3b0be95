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
  const along = linesOf(pixels, width);
  const overLines = g.reshape(overRows(g, g.reshape(rows, [pixels / along, along * width])), [along, width]);
  return g.matMul(g.filled([1, batch], scale), g.reshape(overRows(g, overLines), [batch, channels]));
}

const overRows = (g: Operators, rows: Value): Value => (rows.shape[0] === 1 ? rows : g.matMul(g.filled([1, rows.shape[0]!], 1), rows));

/** Columns from which on a product with a row of ones goes through memory as fast as it can; and elements, below which that is no matter. */
const WIDE = 2048;
const MANY = 2 ** 18;

/** How many neighbouring pixels to take as one row of several times the columns: the fewest that divide the pixels and make the rows wide. */
function linesOf(pixels: number, width: number): number {
  if (pixels * width < MANY) return 1;
  for (let along = 1; along * along <= pixels; along++) if (pixels % along === 0 && along * width >= WIDE) return along;
  return 1;
}

/** x + vector over the channels of `[H, W, N, C]`. */
export function addToChannels(g: Operators, x: Value, vector: Value): Value {
  const batch = x.shape.at(-2)!;
  return g.reshape(g.add(pixelRows(g, x), repeatOverBatch(g, vector, batch)), x.shape);
}
