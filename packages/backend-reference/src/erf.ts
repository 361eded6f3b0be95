/**
 * The error function and its complement, to the last few bits of a double. `Math` has neither.
 *
 * For small x, Kummer's series: erf(x) = 2/√π · e^(−x²) · Σ_n 2ⁿx^(2n+1) / (1·3·5·…·(2n+1)). No digits cancel.
 * Else the continued fraction erfc(x) = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + 2/(x + …))))).
 * NIST Digital Library of Mathematical Functions, 7.6.2 and 7.9.1.
 */
export function erf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  return Math.abs(x) < 1 ? series(x) : Math.sign(x) * (1 - fraction(Math.abs(x)));
}

/** 1 − erf(x), without the cancellation where erf(x) is close to 1. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return NaN;
  return x < 0.5 ? 1 - erf(x) : fraction(x);
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function fraction(x: number): number {
  // e^(−x²) is 0 from here on, and ∞ would make the fraction NaN.
  if (x > 27.3) return 0;
  // The error falls as exp(−2x√(2·depth)), so this depth leaves less than 1e-17 at every x.
  let denominator = x;
  for (let n = Math.ceil(200 / (x * x)) + 10; n > 0; n--) denominator = x + n / 2 / denominator;
  // Squared whole, x² is off by half a bit, which the exponential multiplies by x². The square of a 24-bit part is exact.
  const high = Math.fround(x);
  return (Math.exp(-high * high) * Math.exp((high - x) * (high + x))) / (Math.sqrt(Math.PI) * denominator);
}
