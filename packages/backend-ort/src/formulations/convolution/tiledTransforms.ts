import type { Operators } from '../../emit/operators.js';
import { elements } from '../../emit/value.js';
import type { Value } from '../../emit/value.js';
import { pixelRows } from '../channelVectors.js';
import type { Side, Transforms } from './transforms.js';

/**
 * The matrices of one tile, for all tiles at once. To the runtime a pixel is a row of N·C neighbours: one choice of rows lays an image out by the places that its pixels have in their tiles, or
 * brings them back, and takes in overlap, padding and cropping. What is left is a product along each side, `[t, places]·[places, all the rest]`, which goes as fast as memory does; of
 * the banded matrix of a long side most elements are zeros.
 */
export const tiledTransforms: Transforms = {
  input: (g, x, rows, cols) => intoTiles(g, x, read(rows), read(cols)),
  inputAdjoint: (g, v, rows, cols, batch) => ontoImage(g, v, read(rows), read(cols), batch),
  output: (g, m, rows, cols, batch) => ontoImage(g, m, written(rows), written(cols), batch),
  outputAdjoint: (g, dy, rows, cols) => intoTiles(g, dy, written(rows), written(cols)),
};

/** The tiles along one side, of what they read or of what they write: place p of tile i is element i·stride + p − begin. */
interface Tiles {
  readonly name: string;
  readonly size: number;
  readonly begin: number;
  readonly count: number;
  readonly stride: number;
  readonly places: number;
  readonly points: number;
  /** An element of Bᵀ for what is read, of A for what is written. */
  readonly entry: (point: number, place: number) => number;
}

const read = ({ matrices: { name, tile, points, transposedB }, size, begin, tiles }: Side): Tiles => ({
  name: `${name} read`,
  size,
  begin,
  count: tiles,
  stride: tile,
  places: transposedB[0]!.length,
  points,
  entry: (point, place) => transposedB[point]![place]!,
});

const written = ({ matrices: { name, tile, points, transposedA }, outputs, tiles }: Side): Tiles => ({
  name: `${name} written`,
  size: outputs,
  begin: 0,
  count: tiles,
  stride: tile,
  places: tile,
  points,
  entry: (point, place) => transposedA[place]![point]!,
});

/** Rows of pixels in the order (place along the width, place along the height, tile row, tile column), a product along each side, and matrices `[tW·tH, tiles·N, C]`. */
function intoTiles(g: Operators, image: Value, rows: Tiles, cols: Tiles): Value {
  const [height, width, batch, channels] = image.shape as readonly [number, number, number, number];
  const tiles = rows.count * cols.count;
  const pixels = pixelRows(g, image);
  const outside = height * width;
  const needsZeros = [rows, cols].some(({ begin, count, stride, places, size }) => begin > 0 || (count - 1) * stride + places - begin > size);
  const laidOut = g.pickRows(
    needsZeros ? g.concat([pixels, g.filled([1, batch * channels], 0)], 0) : pixels,
    `${describe(rows)} × ${describe(cols)}`,
    cols.places * rows.places * tiles,
    () =>
      indices([cols.places, rows.places, rows.count, cols.count], (inWidth, inHeight, tileRow, tileCol) => {
        const [h, w] = [tileRow * rows.stride + inHeight - rows.begin, tileCol * cols.stride + inWidth - cols.begin];
        return h >= 0 && h < height && w >= 0 && w < width ? h * width + w : outside;
      }),
  );
  const rest = tiles * batch * channels;
  const byHeight = g.matMul(byPoints(g, rows), g.reshape(laidOut, [cols.places, rows.places, rest]));
  const byWidth = g.matMul(byPoints(g, cols), g.reshape(byHeight, [cols.places, rows.points * rest]));
  return g.reshape(byWidth, [cols.points * rows.points, tiles * batch, channels]);
}

/** The adjoint of `intoTiles`: what several tiles have of one pixel is added. */
function ontoImage(g: Operators, matrices: Value, rows: Tiles, cols: Tiles, batch: number): Value {
  const channels = matrices.shape.at(-1)!;
  const tiles = rows.count * cols.count;
  const rest = tiles * batch * channels;
  const shares = [rows, cols].map(({ places, stride }) => [...new Array(Math.ceil(places / stride)).keys()]) as [number[], number[]];
  // One more place along the width, which gets zeros: for pixels that fewer tiles have.
  const spare = shares.some(({ length }) => length > 1) ? 1 : 0;
  const byWidth = g.matMul(byPlaces(g, cols, spare), g.reshape(matrices, [cols.points, rows.points * rest]));
  const byHeight = g.matMul(byPlaces(g, rows, 0), g.reshape(byWidth, [cols.places + spare, rows.points, rest]));
  const inTiles = g.reshape(byHeight, [(cols.places + spare) * rows.places * tiles, batch * channels]);
  const nothing = cols.places * rows.places * tiles;
  const parts = shares[0].flatMap((nthRow) =>
    shares[1].map((nthCol) =>
      g.pickRows(inTiles, `${describe(rows)} × ${describe(cols)} share ${nthRow}, ${nthCol}`, rows.size * cols.size, () =>
        indices([rows.size, cols.size], (h, w) => {
          const [row, col] = [shareOf(rows, h, nthRow), shareOf(cols, w, nthCol)];
          return row && col ? ((col.place * rows.places + row.place) * rows.count + row.tile) * cols.count + col.tile : nothing;
        }),
      ),
    ),
  );
  return g.reshape(parts.reduce((sum, part) => g.add(sum, part)), [rows.size, cols.size, batch, channels]);
}

/** The nth tile that has an element, counted back from the last one, and the element's place in it. */
function shareOf({ begin, stride, places, count }: Tiles, element: number, nth: number): { readonly tile: number; readonly place: number } | undefined {
  const tile = Math.floor((element + begin) / stride) - nth;
  const place = element + begin - tile * stride;
  return tile >= 0 && tile < count && place < places ? { tile, place } : undefined;
}

/** `[t, places]`. */
const byPoints = (g: Operators, { name, points, places, entry }: Tiles): Value =>
  g.floats(`${name}, by points`, [points, places], () => Float32Array.from({ length: points * places }, (_, i) => entry(Math.floor(i / places), i % places)));

/** `[places + spare, t]`, zeros in the spare row. */
const byPlaces = (g: Operators, { name, points, places, entry }: Tiles, spare: number): Value =>
  g.floats(`${name}, by places`, [places + spare, points], () =>
    Float32Array.from({ length: (places + spare) * points }, (_, i) => (i < places * points ? entry(i % points, Math.floor(i / points)) : 0)),
  );

const describe = ({ name, size, begin, count }: Tiles): string => `${name} by ${count} of ${size} begin ${begin}`;

/** `at` of every index below `sides`, the last running fastest. */
function indices(sides: readonly number[], at: (...index: [number, number, number, number]) => number): Int32Array {
  const data = new Int32Array(elements(sides));
  return data.map((_, flat) => {
    const index = sides.map((side, axis) => Math.floor(flat / elements(sides.slice(axis + 1))) % side);
    return at(...(index as [number, number, number, number]));
  });
}
