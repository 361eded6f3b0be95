import type { Operators } from '../../emit/operators.js';
import type { Value } from '../../emit/value.js';
import { addToChannels } from '../channelVectors.js';
import { transposedProduct } from '../transposedProduct.js';
import type { Convolution, ConvolutionFormulation } from './formulation.js';
import type { Side, Transforms } from './transforms.js';

/** How one convolution is cut into tiles, and what its images and weights go through on the way to the products and back. */
export interface Tiling {
  readonly rows: Side;
  readonly cols: Side;
  readonly transforms: Transforms;
  /** Whether the products are those of the taps in reverse order. */
  readonly reversed: boolean;
}

/**
 * A convolution by fewer products than it has, Aᵀ((G·w) ∘ (Bᵀ·x)) along each side, and by matrix products alone:
 *
 *     V = transform(x) `[t², tiles·N, C]`    U = (G ⊗ G)·weight `[t², C, O]`    y = inverse(V·U)
 *
 * The gradients are the exact adjoints on the same V and U: dV = dM·Uᵀ, dU = Vᵀ·dM with dM the transform of dy by the transposed output matrices.
 */
export function bilinear(tilingOf: (c: Convolution) => Tiling): Pick<ConvolutionFormulation, 'forward' | 'inputGradient' | 'weightGradient'> {
  const transformWeight = (g: Operators, c: Convolution, weight: Value): Value => {
    const tiling = tilingOf(c);
    const product = g.matMul(filterMatrix(g, tiling, false), g.reshape(weight, [weight.shape[0]!, c.inChannels * c.outChannels]));
    return g.reshape(product, [tiling.rows.matrices.points * tiling.cols.matrices.points, c.inChannels, c.outChannels]);
  };

  return {
    forward(g, c, x, weight, bias) {
      const { rows, cols, transforms } = tilingOf(c);
      const product = g.matMul(transforms.input(g, x, rows, cols), transformWeight(g, c, weight));
      const y = transforms.output(g, product, rows, cols, c.batch);
      return bias ? addToChannels(g, y, bias) : y;
    },

    inputGradient(g, c, dy, weight) {
      const { rows, cols, transforms } = tilingOf(c);
      const product = productWithTransposed(g, transforms.outputAdjoint(g, dy, rows, cols), transformWeight(g, c, weight));
      return transforms.inputAdjoint(g, product, rows, cols, c.batch);
    },

    weightGradient(g, c, dy, x) {
      const tiling = tilingOf(c);
      const { rows, cols, transforms } = tiling;
      const transformed = transposedProduct(g, transforms.input(g, x, rows, cols), transforms.outputAdjoint(g, dy, rows, cols));
      const points = rows.matrices.points * cols.matrices.points;
      const product = g.matMul(filterMatrix(g, tiling, true), g.reshape(transformed, [points, c.inChannels * c.outChannels]));
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

/** G_width ⊗ G_height, `[tW·tH, kH·kW]`: rows (point of the width, point of the height), columns as the taps lie. */
function filterMatrix(g: Operators, { rows: { matrices: height }, cols: { matrices: width }, reversed }: Tiling, transposed: boolean): Value {
  const [kernelHeight, kernelWidth] = [height.g[0]!.length, width.g[0]!.length];
  const points = width.points * height.points;
  const kernel = kernelHeight * kernelWidth;
  const key = ['filter', `${height.name}×${width.name}`, reversed && 'reversed', transposed && 'transposed'].filter(Boolean).join(' ');
  return g.floats(key, transposed ? [kernel, points] : [points, kernel], () => {
    const data = new Float32Array(points * kernel);
    for (let b = 0; b < width.points; b++)
      for (let a = 0; a < height.points; a++)
        for (let i = 0; i < kernelHeight; i++)
          for (let j = 0; j < kernelWidth; j++) {
            const row = b * height.points + a;
            const tap = i * kernelWidth + j;
            const column = reversed ? kernel - 1 - tap : tap;
            data[transposed ? column * points + row : row * kernel + column] = height.g[a]![i]! * width.g[b]![j]!;
          }
    return data;
  });
}
