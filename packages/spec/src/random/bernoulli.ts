import { ArchetypeError } from '../check/error.js';
import { philox4x32 } from './philox.js';
import { fillWords, type RandomStream } from './stream.js';

const chunkWords = 1024;

/** The blocks from here on decide ties; those below hold the bytes that are compared first. */
const tieBlocks = 0x80000000;

/**
 * Fills `out` with `value` where a coin of the given probability falls right, else with 0: a dropout mask is
 * fillBernoulli(stream, mask, 1 − rate, 1 / (1 − rate)).
 *
 * Element i is set when byte i of the stream (the lowest byte of a word first) is below the first 8 bits of the
 * probability. Where they are equal, word 0 of block 2³¹ + i is compared with the next 32 bits. So a block serves 16
 * elements and the probability is still exact to 2⁻⁴⁰.
 *
 * @param out at most 2³¹ elements
 * @param probability in [0, 1]
 * @throws ArchetypeError `probability-out-of-range`
 */
export function fillBernoulli(stream: RandomStream, out: Uint8Array | Float32Array, probability: number, value = 1): void {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ArchetypeError({
      code: 'probability-out-of-range',
      subject: 'probability',
      problem: `${probability} is not between 0 and 1`,
      remedy: 'give a number from 0 (never) to 1 (always)',
    });
  }
  const scaled = Math.round(probability * 2 ** 40);
  const threshold = Math.floor(scaled / 2 ** 32);
  const rest = scaled - threshold * 2 ** 32;
  // A table, because a branch that a coin decides is mispredicted half the time.
  const ofByte = Float64Array.from({ length: 256 }, (_, byte) => (byte < threshold ? value : 0));
  const tie = rest > 0 ? threshold : -1;
  const words = new Uint32Array(chunkWords);
  const bytesOfWord = 4;
  for (let begin = 0, block = 0; begin < out.length; begin += bytesOfWord * chunkWords, block += chunkWords / 4) {
    const count = Math.min(bytesOfWord * chunkWords, out.length - begin);
    fillWords(stream, words.subarray(0, Math.ceil(count / bytesOfWord)), block);
    for (let i = 0; i < count; i++) {
      const byte = ((words[i >>> 2] as number) >>> ((i & 3) << 3)) & 0xff;
      out[begin + i] = ofByte[byte] as number;
      if (byte === tie && tieWord(stream, begin + i) < rest) out[begin + i] = value;
    }
  }
}

function tieWord({ key0, key1, substream, high0, high1 }: RandomStream, element: number): number {
  return philox4x32([tieBlocks + element, substream, high0, high1], [key0, key1])[0];
}
