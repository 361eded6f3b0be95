import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArchetypeError } from '../check/error.js';
import { fillWords, randomStream, substream, wordReader, type RandomStream } from './stream.js';

const words = (stream: RandomStream, count: number, first = 0): number[] => {
  const out = new Uint32Array(count);
  fillWords(stream, out, first);
  return [...out];
};

describe('randomStream', () => {
  // Computed a second time from the docstring alone, with Python's integers. A change here changes every run ever made.
  it.each([
    [{ seed: 0, purpose: 'shuffle' }, [0xd11fbba1, 0x62cf2ebf, 0xa5250564, 0x7ae1caa4, 0xdca72385, 0xf47ed25c]],
    [{ seed: 0, purpose: 'shuffle', step: 1 }, [0x973160c1, 0x7a4e40fd, 0x89005cbe, 0x6687d468, 0xc8dd6567, 0x578d42c3]],
    [
      { seed: Number.MAX_SAFE_INTEGER, purpose: 'dropout', path: 'features.3', step: 2 ** 32 + 1 },
      [0xea5f79b9, 0x696882b4, 0xbb608c6f, 0xbb5bcd89, 0x452b2e2d, 0xda1bc895],
    ],
  ])('of %j begins with its golden words', (key, expected) => {
    expect(words(randomStream(key), 6)).toEqual(expected);
  });

  it('takes a missing path as empty and a missing step as 0', () => {
    expect(randomStream({ seed: 3, purpose: 'a' })).toEqual(randomStream({ seed: 3, purpose: 'a', path: '', step: 0 }));
  });

  it('gives different keys different streams, also where purpose and path share a boundary', () => {
    const count = fc.oneof(fc.nat({ max: 5 }), fc.maxSafeNat());
    const text = fc.oneof(fc.constantFrom('', 'a', 'ab', 'b', '\0', 'a\0'), fc.string({ unit: 'binary' }));
    const key = fc.record({ seed: count, purpose: text, path: text, step: count });
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(randomStream(a)).not.toEqual(randomStream(b));
      }),
    );
    expect(randomStream({ seed: 0, purpose: 'ab', path: 'c' })).not.toEqual(randomStream({ seed: 0, purpose: 'a', path: 'bc' }));
  });

  it.each([-1, 0.5, NaN, Infinity, 2 ** 53])('refuses %s as seed and as step', (value) => {
    expect(() => randomStream({ seed: value, purpose: 'a' })).toThrow(ArchetypeError);
    expect(() => randomStream({ seed: value, purpose: 'a' })).toThrow(`seed: ${value} is not an integer from 0 to 2^53 − 1`);
    expect(() => randomStream({ seed: 0, purpose: 'a', step: value })).toThrow('step: ');
  });
});

describe('substream', () => {
  const stream = randomStream({ seed: 42, purpose: 'golden' });

  it('7 begins with its golden words', () => {
    expect(words(substream(stream, 7), 4)).toEqual([0xe7f1202a, 0x8acd9b26, 0xf576518a, 0xd8ff424f]);
  });

  it('0 is the stream itself, and no word of a hundred substreams is aligned with another', () => {
    expect(substream(stream, 0)).toEqual(stream);
    const seen = new Set<string>();
    for (let index = 0; index < 100; index++) seen.add(words(substream(stream, index), 4).join());
    expect(seen.size).toBe(100);
  });
});

describe('fillWords', () => {
  it('from block b on is what follows 4 · b words', () => {
    const stream = randomStream({ seed: 1, purpose: 'blocks' });
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 40 }), (block, count) => {
        expect(words(stream, count, block)).toEqual(words(stream, 4 * block + count).slice(4 * block));
      }),
    );
  });
});

describe('wordReader', () => {
  it('reads the words in order, across its refills', () => {
    const stream = randomStream({ seed: 1, purpose: 'reader' });
    const next = wordReader(stream);
    expect(Array.from({ length: 1000 }, next)).toEqual(words(stream, 1000));
  });
});
