import { fillWords, type RandomStream } from './stream.js';

const chunkWords = 1024;

/**
 * Fills `out` with low + (high − low) · u, u uniform in [0, 1) from the beginning of the stream.
 *
 * For a Float32Array u = floor(word / 2⁸) / 2²⁴, one word each: every u is a float32, so [0, 1) comes out exactly. For a
 * Float64Array u = (floor(word₀ / 2⁵) · 2²⁶ + floor(word₁ / 2⁶)) / 2⁵³, two words each. The sum is computed in double
 * precision; rounding it can yield `high` itself where the range is not [0, 1).
 */
export function fillUniform(stream: RandomStream, out: Float32Array | Float64Array, low = 0, high = 1): void {
  const range = high - low;
  const words = new Uint32Array(chunkWords);
  const perElement = out instanceof Float32Array ? 1 : 2;
  const perChunk = chunkWords / perElement;
  for (let begin = 0, block = 0; begin < out.length; begin += perChunk, block += chunkWords / 4) {
    const count = Math.min(perChunk, out.length - begin);
    fillWords(stream, count === perChunk ? words : words.subarray(0, count * perElement), block);
    if (perElement === 1) {
      for (let i = 0; i < count; i++) out[begin + i] = low + range * (((words[i] as number) >>> 8) * 2 ** -24);
    } else {
      for (let i = 0; i < count; i++) out[begin + i] = low + range * doubleOf(words[2 * i] as number, words[2 * i + 1] as number);
    }
  }
}

/** A double in [0, 1) with 53 random bits, from two words. */
function doubleOf(first: number, second: number): number {
  return ((first >>> 5) * 2 ** 26 + (second >>> 6)) * 2 ** -53;
}
