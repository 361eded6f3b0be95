/**
 * The matrices of Winograd's minimal filtering F(m, k) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 * https://arxiv.org/abs/1509.09308) by Toom–Cook interpolation: m outputs of a correlation with k taps from t = m + k − 1 inputs d as
 * y = Aᵀ((G·w) ∘ (Bᵀ·d)).
 */
export interface WinogradMatrices {
  /** m: outputs a tile. */
  readonly tile: number;
  /** t = m + k − 1. */
  readonly points: number;
  /** `[m][t]`. */
  readonly transposedA: Matrix;
  /** `[t][k]`. */
  readonly g: Matrix;
  /** `[t][t]`. */
  readonly transposedB: Matrix;
}

export type Matrix = readonly (readonly number[])[];

/**
 * Interpolation points in the order of use, the last one always at infinity: small numbers and their inverses keep rounding errors small. A pair p, −1/p before −p: with 2, −2 in
 * the place of 1/2, −2 the errors of F(3, 3) and F(4, 3) are half as large again (Barabasz et al. 2018, https://arxiv.org/abs/1803.10986, found the same).
 */
const POINTS = [0, 1, -1, 1 / 2, -2, -1 / 2, 2] as const;

export const LARGEST_TILE_INPUT = POINTS.length + 1;

/** @param kernel k ≥ 1; with 1 the filter is a plain product and every matrix is the identity. */
export function winogradMatrices(tile: number, kernel: number): WinogradMatrices {
  const points = tile + kernel - 1;
  if (points > LARGEST_TILE_INPUT) throw new RangeError(`F(${tile}, ${kernel}) needs ${points} points`);
  if (kernel === 1) return { tile, points, transposedA: identity(tile), g: identity(tile).map(() => [1]), transposedB: identity(tile) };

  const finite = POINTS.slice(0, points - 1);
  const transposedA = Array.from({ length: tile }, (_, i) => [...finite.map((point) => point ** i), i === tile - 1 ? 1 : 0]);
  const g: number[][] = [];
  const transposedB: number[][] = [];
  finite.forEach((point, j) => {
    const others = finite.filter((_, i) => i !== j);
    const norm = others.reduce((product, other) => product * (point - other), 1);
    g.push(Array.from({ length: kernel }, (_, i) => point ** i / norm));
    transposedB.push([...polynomialWithRoots(others), 0]);
  });
  g.push(Array.from({ length: kernel }, (_, i) => (i === kernel - 1 ? 1 : 0)));
  transposedB.push([...polynomialWithRoots(finite)]);

  // Rows of G and Bᵀ are brought to like size; by powers of two, so that it rounds nothing.
  for (let j = 0; j < points; j++) {
    const ratio = largest(g[j]!) / largest(transposedB[j]!);
    const scale = 2 ** Math.round(Math.log2(Math.sqrt(ratio)));
    transposedB[j] = transposedB[j]!.map((value) => value * scale);
    g[j] = g[j]!.map((value) => value / scale);
  }
  return { tile, points, transposedA, g, transposedB };
}

/** Coefficients of Π(x − root), lowest power first. */
function polynomialWithRoots(roots: readonly number[]): readonly number[] {
  return roots.reduce<number[]>(
    (coefficients, root) => [...coefficients, 0].map((_, i) => (coefficients[i - 1] ?? 0) - root * (coefficients[i] ?? 0)),
    [1],
  );
}

const largest = (row: readonly number[]): number => Math.max(...row.map(Math.abs));

const identity = (size: number): Matrix => Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
