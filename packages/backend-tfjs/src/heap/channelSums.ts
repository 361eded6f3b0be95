/** Σ over all positions of each channel, channels innermost, in double precision. */
export function channelSums(values: Float32Array, channels: number): Float64Array {
  const sums = new Float64Array(channels);
  const four = 4 * channels;
  let at = 0;
  // Four positions at a time: the sums are fetched and stored once for the four.
  for (; at + four <= values.length; at += four)
    for (let c = 0; c < channels; c += 1) {
      const i = at + c;
      sums[c]! += values[i]! + values[i + channels]! + values[i + 2 * channels]! + values[i + 3 * channels]!;
    }
  for (; at < values.length; at += channels) for (let c = 0; c < channels; c += 1) sums[c]! += values[at + c]!;
  return sums;
}
