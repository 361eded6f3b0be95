/**
 * A bilinear algorithm for m outputs of a convolution with k taps along one side: y = Aᵀ((G·w) ∘ (Bᵀ·x)), with t products in the place of m·k.
 */
export interface BilinearMatrices {
  /** Names the matrices, once for all that are equal. */
  readonly name: string;
  /** m: outputs a tile. */
  readonly tile: number;
  /** t: products. */
  readonly points: number;
  /** `[m][t]`. */
  readonly transposedA: Matrix;
  /** `[t][k]`. */
  readonly g: Matrix;
  /** `[t][inputs that a tile reads]`. */
  readonly transposedB: Matrix;
}

export type Matrix = readonly (readonly number[])[];

/** Coefficients of Π(x − root), lowest power first. */
export function polynomialWithRoots(roots: readonly number[]): readonly number[] {
  return roots.reduce<number[]>(
    (coefficients, root) => [...coefficients, 0].map((_, i) => (coefficients[i - 1] ?? 0) - root * (coefficients[i] ?? 0)),
    [1],
  );
}

/** Rows of G and Bᵀ brought to like size; by powers of two, so that it rounds nothing. */
export function balanced(matrices: BilinearMatrices): BilinearMatrices {
  const scales = matrices.g.map((row, j) => {
    const ratio = largest(row) / largest(matrices.transposedB[j]!);
    return ratio > 0 ? 2 ** Math.round(Math.log2(Math.sqrt(ratio))) : 1;
  });
  return {
    ...matrices,
    g: matrices.g.map((row, j) => row.map((value) => value / scales[j]!)),
    transposedB: matrices.transposedB.map((row, j) => row.map((value) => value * scales[j]!)),
  };
}

const largest = (row: readonly number[]): number => Math.max(...row.map(Math.abs));
