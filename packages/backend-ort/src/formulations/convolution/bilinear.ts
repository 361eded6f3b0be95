import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { addToChannels } from '../channelVectors.js';
import { matrixOf, transposedMatrixOf } from '../separableMaps.js';
import type { SideMap } from '../separableMaps.js';
import { transposedProduct } from '../transposedProduct.js';
import type { BilinearMatrices } from './bilinearMatrices.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';

/**
 * A convolution by fewer products than it has, Aᵀ((G·w) ∘ (Bᵀ·x)) along each side, and by matrix products alone. Along each side the input transform of all tiles is one
 * banded matrix `[t·tiles, H]`, which takes in padding and overlap, and the output transform another, `[oH, t·tiles]`, which takes in cropping:
 *
 *     V = transform(x) `[t², tiles·N, C]`    U = (G ⊗ G)·weight `[t², C, O]`    y = inverse(V·U)
 *
 * The gradients are the exact adjoints on the same V and U: dV = dM·Uᵀ, dU = Vᵀ·dM with dM the transform of dy by the transposed output matrices.
 */
export function bilinear(sidesOf: (c: Convolution) => readonly [height: Side, width: Side]): Pick<ConvolutionFormulation, 'forward' | 'inputGradient' | 'weightGradient'> {
  const transformInput = (g: Operators, c: Convolution, x: Value): Value => {
    const [rows, cols] = sidesOf(c);
    return transform(g, x, matrixOf(g, rows.input), matrixOf(g, cols.input), rows, cols);
  };
  const transformWeight = (g: Operators, c: Convolution, weight: Value): Value => {
    const [rows, cols] = sidesOf(c);
    const product = g.matMul(filterMatrix(g, rows.matrices, cols.matrices, false), g.reshape(weight, [weight.shape[0]!, c.inChannels * c.outChannels]));
    return g.reshape(product, [rows.matrices.points * cols.matrices.points, c.inChannels, c.outChannels]);
  };
  const transformOutputGradient = (g: Operators, c: Convolution, dy: Value): Value => {
    const [rows, cols] = sidesOf(c);
    return transform(g, dy, transposedMatrixOf(g, rows.output), transposedMatrixOf(g, cols.output), rows, cols);
  };

  return {
    forward(g, c, x, weight, bias) {
      const [rows, cols] = sidesOf(c);
      const product = g.matMul(transformInput(g, c, x), transformWeight(g, c, weight));
      const y = inverse(g, product, matrixOf(g, rows.output), matrixOf(g, cols.output), rows, cols, [...c.output, c.batch, c.outChannels]);
      return bias ? addToChannels(g, y, bias) : y;
    },

    inputGradient(g, c, dy, weight) {
      const [rows, cols] = sidesOf(c);
      const product = productWithTransposed(g, transformOutputGradient(g, c, dy), transformWeight(g, c, weight));
      return inverse(g, product, transposedMatrixOf(g, rows.input), transposedMatrixOf(g, cols.input), rows, cols, [...c.input, c.batch, c.inChannels]);
    },

    weightGradient(g, c, dy, x) {
      const [rows, cols] = sidesOf(c);
      const transformed = transposedProduct(g, transformInput(g, c, x), transformOutputGradient(g, c, dy));
      const points = rows.matrices.points * cols.matrices.points;
      const product = g.matMul(filterMatrix(g, rows.matrices, cols.matrices, true), g.reshape(transformed, [points, c.inChannels * c.outChannels]));
      return g.reshape(product, [c.kernelSize[0] * c.kernelSize[1], c.inChannels, c.outChannels]);
    },
  };
}

/** With so few rows a product spends its time on packing the right operand, which is the weight. */
const FEW_ROWS = 64;

/** A·Bᵀ over the last two axes; as (B·Aᵀ)ᵀ where A is but a few rows. */
function productWithTransposed(g: Operators, a: Value, b: Value): Value {
  if (a.shape.at(-2)! > FEW_ROWS) return g.matMulTransposedB(a, b);
  return g.transpose(g.matMulTransposedB(b, a), [0, 2, 1]);
}

/** The transforms along one side, for all of its tiles at once. */
export interface Side {
  readonly matrices: BilinearMatrices;
  readonly tiles: number;
  /** `[t·tiles, size]`: row (point, tile). */
  readonly input: SideMap;
  /** `[outputs, t·tiles]`. */
  readonly output: SideMap;
}

/** A side of `size` elements with `begin` of padding before them. */
export function side(size: number, outputs: number, begin: number, matrices: BilinearMatrices): Side {
  const { name, tile, points, transposedA, transposedB } = matrices;
  const tiles = Math.ceil(outputs / tile);
  const key = `${name} ${size} begin ${begin}`;
  const input: SideMap = {
    key: `${key} input`,
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
  };
  const output: SideMap = {
    key: `${key} output`,
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
  };
  return { matrices, tiles, input, output };
}

/** `[H, W, N, C]` → `[tW·tH, tilesH·tilesW·N, C]`: along the width first, then along the height. */
function transform(g: Operators, x: Value, alongHeight: Value, alongWidth: Value, rows: Side, cols: Side): Value {
  const [height, width, batch, channels] = x.shape as readonly [number, number, number, number];
  const block = batch * channels;
  const byWidth = g.matMul(alongWidth, g.reshape(x, [height, width, block]));
  const regrouped = g.transpose(g.reshape(byWidth, [height, cols.matrices.points, cols.tiles * block]), [1, 0, 2]);
  const byHeight = g.matMul(alongHeight, regrouped);
  return g.reshape(byHeight, [cols.matrices.points * rows.matrices.points, rows.tiles * cols.tiles * batch, channels]);
}

/** `[tW·tH, tilesH·tilesW·N, C]` → `[H, W, N, C]` with the given shape. */
function inverse(g: Operators, m: Value, alongHeight: Value, alongWidth: Value, rows: Side, cols: Side, shape: readonly number[]): Value {
  const [height, width, batch, channels] = shape as readonly [number, number, number, number];
  const block = batch * channels;
  const byHeight = g.matMul(alongHeight, g.reshape(m, [cols.matrices.points, rows.matrices.points * rows.tiles, cols.tiles * block]));
  const regrouped = g.transpose(byHeight, [1, 0, 2]);
  const byWidth = g.matMul(alongWidth, g.reshape(regrouped, [height, cols.matrices.points * cols.tiles, block]));
  return g.reshape(byWidth, [height, width, batch, channels]);
}

/** G_width ⊗ G_height, `[tW·tH, kH·kW]`: rows (point of the width, point of the height), columns as the taps lie. */
function filterMatrix(g: Operators, height: BilinearMatrices, width: BilinearMatrices, transposed: boolean): Value {
  const [kernelHeight, kernelWidth] = [height.g[0]!.length, width.g[0]!.length];
  const points = width.points * height.points;
  const kernel = kernelHeight * kernelWidth;
  const key = `filter ${height.name}×${width.name}${transposed ? ' transposed' : ''}`;
  return g.floats(key, transposed ? [kernel, points] : [points, kernel], () => {
    const data = new Float32Array(points * kernel);
    for (let b = 0; b < width.points; b++)
      for (let a = 0; a < height.points; a++)
        for (let i = 0; i < kernelHeight; i++)
          for (let j = 0; j < kernelWidth; j++) {
            const row = b * height.points + a;
            const column = i * kernelWidth + j;
            data[transposed ? column * points + row : row * kernel + column] = height.g[a]![i]! * width.g[b]![j]!;
          }
    return data;
  });
}
