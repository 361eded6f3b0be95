/** log Σ exp z, with the largest taken out so that nothing overflows. */
export function logSumOfExponentials(z: Float32Array): number {
  let max = -Infinity;
  for (let j = 0; j < z.length; j += 1) if (z[j]! > max) max = z[j]!;
  let sum = 0;
  for (let j = 0; j < z.length; j += 1) sum += Math.exp(z[j]! - max);
  return max + Math.log(sum);
}
