import { balanced, polynomialWithRoots } from './bilinearMatrices.js';
import type { BilinearMatrices } from './bilinearMatrices.js';
import { POINTS } from './winogradMatrices.js';

/**
 * A side of n elements, zeros around it, as many outputs: y[i] = Σ_b w[b]·x[i + b − p] is what a product of two polynomials of degree n − 1 says of its coefficients, for
 * with z[c] = y[n − 1 − c] the tap w[b] stands by every pair (a, c) with a + c = d, d = b − p + n − 1. So it takes no more products than that product has
 * coefficients, 2n − 1, however many taps there are: x and y evaluated at 2n − 1 points, the taps interpolated (Toom–Cook, transposed). Tiles of minimal filtering, which do
 * not know of the zeros, take n + k − 1.
 *
 * Three elements under three taps take four (`threeOfThree`).
 */
export function wholeMapMatrices(size: number, kernel: number, begin: number): BilinearMatrices {
  const name = `whole ${size} of ${kernel} begin ${begin}`;
  const vectors = size === 3 && kernel === 3 && begin === 1 ? threeOfThree : toomCook(size);
  return balanced({
    name,
    tile: size,
    points: vectors.length,
    transposedB: vectors.map(({ at }) => at),
    transposedA: Array.from({ length: size }, (_, i) => vectors.map(({ at }) => at[size - 1 - i]!)),
    // Taps that meet no element, however the map lies, count for nothing.
    g: vectors.map(({ byDegree }) => Array.from({ length: kernel }, (_, b) => byDegree[b - begin + size - 1] ?? 0)),
  });
}

/** One product: by what x and the reversed y are evaluated, and by what each coefficient of their product, from degree 0 on, is weighed. */
interface Evaluation {
  readonly at: readonly number[];
  readonly byDegree: readonly number[];
}

/** Weights λ with Σ λ_r·p_r^d = h_d for d = 0 … 2n − 2: by the Lagrange polynomials of the finite points, and by the one that vanishes at all of them for infinity. */
function toomCook(size: number): readonly Evaluation[] {
  const finite = POINTS.slice(0, 2 * size - 2);
  const powers = Array.from({ length: size }, (_, i) => i);
  return [
    ...finite.map((point): Evaluation => {
      const others = finite.filter((other) => other !== point);
      const norm = others.reduce((product, other) => product * (point - other), 1);
      return { at: powers.map((power) => point ** power), byDegree: polynomialWithRoots(others).map((coefficient) => coefficient / norm) };
    }),
    { at: powers.map((power) => (power === size - 1 ? 1 : 0)), byDegree: polynomialWithRoots(finite) },
  ];
}

/**
 * Of the five coefficients of a product of two quadratic polynomials three taps need the middle three, and those are had from four products: with u = (1, s, 1) the matrices
 * u·uᵀ − v·vᵀ for v = (1, −s, 1), (1, r, −1) and (1, −r, −1), r² = s² − 2, are independent and have, as the three taps' do, nothing in two opposite corners. s = 3/2 makes
 * r = 1/2. Three products do not suffice: the taps' matrices have no common basis of rank one.
 */
const threeOfThree: readonly Evaluation[] = [
  { at: [1, 3 / 2, 1], byDegree: [0, 1 / 6, 1 / 4, 1 / 6, 0] },
  { at: [1, -3 / 2, 1], byDegree: [0, -1 / 6, 1 / 4, -1 / 6, 0] },
  { at: [1, 1 / 2, -1], byDegree: [0, 1 / 2, -1 / 4, -1 / 2, 0] },
  { at: [1, -1 / 2, -1], byDegree: [0, -1 / 2, -1 / 4, 1 / 2, 0] },
];
