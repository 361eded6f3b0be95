import { ArchetypeError } from '../check/error.js';
import { fillBlocks, philox4x32, type Words4 } from './philox.js';

/** What a stream of random numbers is for. Streams of different keys are independent. */
export interface StreamKey {
  /** The run's seed: an integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** What the numbers are used for, such as `shuffle`, `dropout` or `initialization`. */
  readonly purpose: string;
  /** Which layer or tensor they are for. @defaultValue `''` */
  readonly path?: string;
  /** Which training step or epoch they are for: an integer from 0 to 2⁵³ − 1. @defaultValue 0 */
  readonly step?: number;
}

/**
 * A random stream, as plain data: block i of it is Philox 4×32-10 of the counter [i, substream, high0, high1] under
 * the key [key0, key1]. It has no position to save: whatever reads it starts at its beginning, so that equal streams
 * give equal numbers in any order of calls, in any process.
 */
export interface RandomStream {
  readonly key0: number;
  readonly key1: number;
  readonly substream: number;
  readonly high0: number;
  readonly high1: number;
}

/**
 * The stream of a key.
 *
 * The key is hashed to 128 bits with Philox itself as the mixer, a CBC chain under the key [seed mod 2³², floor(seed / 2³²)]:
 * s ← Philox(s xor m) for each message block m of four words, from s = 0. The first block is
 * [length of purpose, length of path, step mod 2³², floor(step / 2³²)], the rest are the UTF-16 code units of purpose
 * and path, two to a word, the earlier one lower, filled up with zeros. The lengths come first, so no two keys share a
 * message. The result is [key0, key1, high0, high1].
 *
 * @throws ArchetypeError `seed-out-of-range`, `step-out-of-range`
 */
export function randomStream({ seed, purpose, path = '', step = 0 }: StreamKey): RandomStream {
  requireCount('seed', seed);
  requireCount('step', step);
  const text = purpose + path;
  const key = [seed >>> 0, Math.floor(seed / 2 ** 32)] as const;
  let state = philox4x32([purpose.length, path.length, step >>> 0, Math.floor(step / 2 ** 32)], key);
  for (let at = 0; at < text.length; at += 8) {
    const [s0, s1, s2, s3] = state;
    const mixed: Words4 = [
      s0 ^ wordOfText(text, at),
      s1 ^ wordOfText(text, at + 2),
      s2 ^ wordOfText(text, at + 4),
      s3 ^ wordOfText(text, at + 6),
    ];
    state = philox4x32(mixed, key);
  }
  const [key0, key1, high0, high1] = state;
  return { key0, key1, substream: 0, high0, high1 };
}

/**
 * One of 2³² streams under the same key, far cheaper than a new key: a sample of an epoch, say. Numbers of different
 * substreams never come from the same counter. A substream of a substream replaces the number.
 *
 * @param index an integer in [0, 2³²); substream 0 is the stream itself
 */
export function substream(stream: RandomStream, index: number): RandomStream {
  return { ...stream, substream: index >>> 0 };
}

/** Fills `out` with the stream's blocks, from block `first` on: each word an integer in [0, 2³²). */
export function fillWords(stream: RandomStream, out: Uint32Array, first = 0): void {
  fillBlocks(out, first, stream.substream, stream.high0, stream.high1, stream.key0, stream.key1);
}

/** A reader of the stream from its beginning: each call returns the next word, an integer in [0, 2³²). */
export function wordReader(stream: RandomStream): () => number {
  // One block first: most readers want few words. Then many at once, because a call costs as much as a block.
  let words = new Uint32Array(4);
  let at = words.length;
  let block = 0;
  return () => {
    if (at === words.length) {
      if (block === 1) words = new Uint32Array(256);
      fillWords(stream, words, block);
      block += words.length / 4;
      at = 0;
    }
    return words[at++] as number;
  };
}

function wordOfText(text: string, at: number): number {
  const low = at < text.length ? text.charCodeAt(at) : 0;
  const high = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
  return low | (high << 16);
}

function requireCount(name: 'seed' | 'step', value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new ArchetypeError({
    code: `${name}-out-of-range`,
    subject: name,
    problem: `${value} is not an integer from 0 to 2^53 − 1`,
    remedy: `give a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  });
}
