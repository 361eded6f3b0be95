/** Σ over all positions of each channel, channels innermost, in double precision. */
export function channelSums(values: Float32Array, channels: number): Float64Array {
  const sums = new Float64Array(channels);
  for (let at = 0; at < values.length; at += channels) for (let c = 0; c < channels; c += 1) sums[c]! += values[at + c]!;
  return sums;
}
