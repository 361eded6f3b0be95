import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { matrixOf, transposedMatrixOf } from '../separableMaps.js';
import type { SideMap } from '../separableMaps.js';
import type { Side, Transforms } from './transforms.js';

/**
 * Along each side the transform of all tiles is one banded matrix: `[t·tiles, H]` for the input, which takes in padding and overlap, and `[oH, t·tiles]` for the output, which takes in
 * cropping. The fewer the tiles, the fuller it is.
 */
export const bandedTransforms: Transforms = {
  input: (g, x, rows, cols) => transform(g, x, matrixOf(g, inputMap(rows)), matrixOf(g, inputMap(cols)), rows, cols),
  inputAdjoint: (g, v, rows, cols, batch) => inverse(g, v, transposedMatrixOf(g, inputMap(rows)), transposedMatrixOf(g, inputMap(cols)), rows, cols, batch),
  output: (g, m, rows, cols, batch) => inverse(g, m, matrixOf(g, outputMap(rows)), matrixOf(g, outputMap(cols)), rows, cols, batch),
  outputAdjoint: (g, dy, rows, cols) => transform(g, dy, transposedMatrixOf(g, outputMap(rows)), transposedMatrixOf(g, outputMap(cols)), rows, cols),
};

/** `[t·tiles, size]`: row (point, tile). */
const inputMap = ({ matrices: { name, tile, points, transposedB }, size, begin, tiles }: Side): SideMap => ({
  key: `${name} ${size} begin ${begin} input`,
  size,
  outputs: points * tiles,
  entries: (place) => {
    for (let point = 0; point < points; point++)
      for (let t = 0; t < tiles; t++)
        transposedB[point]!.forEach((value, i) => {
          const at = t * tile + i - begin;
          if (at >= 0 && at < size) place(point * tiles + t, at, value);
        });
  },
});

/** `[outputs, t·tiles]`. */
const outputMap = ({ matrices: { name, tile, points, transposedA }, outputs, tiles }: Side): SideMap => ({
  key: `${name} ${outputs} output`,
  size: points * tiles,
  outputs,
  entries: (place) => {
    for (let point = 0; point < points; point++)
      for (let t = 0; t < tiles; t++)
        for (let i = 0; i < tile; i++) {
          const at = t * tile + i;
          if (at < outputs) place(at, point * tiles + t, transposedA[i]![point]!);
        }
  },
});

/** `[H, W, N, C]` → `[tW·tH, tilesH·tilesW·N, C]`: along the width first, then along the height. */
function transform(g: Operators, x: Value, alongHeight: Value, alongWidth: Value, rows: Side, cols: Side): Value {
  const [height, width, batch, channels] = x.shape as readonly [number, number, number, number];
  const block = batch * channels;
  const byWidth = g.matMul(alongWidth, g.reshape(x, [height, width, block]));
  const regrouped = g.transpose(g.reshape(byWidth, [height, cols.matrices.points, cols.tiles * block]), [1, 0, 2]);
  const byHeight = g.matMul(alongHeight, regrouped);
  return g.reshape(byHeight, [cols.matrices.points * rows.matrices.points, rows.tiles * cols.tiles * batch, channels]);
}

/** `[tW·tH, tilesH·tilesW·N, C]` → `[H, W, N, C]`, with the sides that the matrices have. */
function inverse(g: Operators, m: Value, alongHeight: Value, alongWidth: Value, rows: Side, cols: Side, batch: number): Value {
  const [height, width, channels] = [alongHeight.shape[0]!, alongWidth.shape[0]!, m.shape.at(-1)!];
  const block = batch * channels;
  const byHeight = g.matMul(alongHeight, g.reshape(m, [cols.matrices.points, rows.matrices.points * rows.tiles, cols.tiles * block]));
  const regrouped = g.transpose(byHeight, [1, 0, 2]);
  const byWidth = g.matMul(alongWidth, g.reshape(regrouped, [height, cols.matrices.points * cols.tiles, block]));
  return g.reshape(byWidth, [height, width, batch, channels]);
}
