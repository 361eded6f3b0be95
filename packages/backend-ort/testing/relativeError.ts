/** How far values are off at most, relative to the largest that is expected, or to `least` where that is more; NaN where one is NaN or there are not as many. */
export function relativeError(received: Float32Array, expected: Float32Array | Float64Array, least = 0): number {
  if (received.length !== expected.length) return Number.NaN;
  const magnitude = (most: number, value: number): number => Math.max(most, Math.abs(value));
  const scale = (expected as Float64Array).reduce(magnitude, least);
  return received.reduce((most, value, i) => magnitude(most, value - expected[i]!), 0) / scale;
}
