import { balanced, polynomialWithRoots } from './bilinearMatrices.js';
import type { BilinearMatrices, Matrix } from './bilinearMatrices.js';

/**
 * Interpolation points in the order of use, the last one always at infinity: small numbers and their inverses keep rounding errors small. A pair p, −1/p before −p: with 2, −2 in
 * the place of 1/2, −2 the errors of F(3, 3) and F(4, 3) are half as large again (Barabasz et al. 2018, https://arxiv.org/abs/1803.10986, found the same).
 */
export const POINTS = [0, 1, -1, 1 / 2, -2, -1 / 2, 2] as const;

export const LARGEST_TILE_INPUT = POINTS.length + 1;

/**
 * The matrices of Winograd's minimal filtering F(m, k) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 * https://arxiv.org/abs/1509.09308) by Toom–Cook interpolation: m outputs of a correlation with k taps from t = m + k − 1 inputs, by t products.
 *
 * @param kernel k ≥ 1; with 1 the filter is a plain product and every matrix is the identity.
 */
export function winogradMatrices(tile: number, kernel: number): BilinearMatrices {
  const points = tile + kernel - 1;
  const name = `winograd F(${tile},${kernel})`;
  if (points > LARGEST_TILE_INPUT) throw new RangeError(`F(${tile}, ${kernel}) needs ${points} points`);
  if (kernel === 1) return { name, tile, points, transposedA: identity(tile), g: identity(tile).map(() => [1]), transposedB: identity(tile) };

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
  return balanced({ name, tile, points, transposedA, g, transposedB });
}

const identity = (size: number): Matrix => Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));
