/**
 * max|aᵢ − bᵢ|; without b, max|aᵢ|. Equal values are 0 apart, infinities included, and so are NaN and NaN; NaN and a number are NaN apart.
 */
export function largest(a: Float32Array, b?: Float32Array): number {
  let found = 0;
  for (let i = 0; i < a.length; i++) found = Math.max(found, Math.abs(apart(a, b, i)));
  return found;
}

/** √(Σ (aᵢ − bᵢ)² / n), as above; 0 of nothing. */
export function meanSquareRoot(a: Float32Array, b?: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += apart(a, b, i) ** 2;
  return a.length === 0 ? 0 : Math.sqrt(sum / a.length);
}

function apart(a: Float32Array, b: Float32Array | undefined, i: number): number {
  const left = a[i] as number;
  if (b === undefined) return left;
  const right = b[i] as number;
  return Object.is(left, right) ? 0 : left - right;
}
