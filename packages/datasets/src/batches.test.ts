import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splits } from './arbitraries.js';
import { createBatches, type Batch, type BatchOptions } from './batches.js';
import type { LabelledImages } from './labelledImages.js';

const options: fc.Arbitrary<BatchOptions> = fc.record(
  {
    batchSize: fc.integer({ min: 1, max: 12 }),
    seed: fc.maxSafeNat(),
    shuffle: fc.boolean(),
    lastBatch: fc.constantFrom('keep', 'drop'),
    limit: fc.integer({ min: 12, max: 60 }),
    augmentation: fc.record({ crop: fc.constantFrom(0, 1), horizontalFlip: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: ['batchSize'] },
);
const enough = splits.filter(({ count }) => count >= 12);
const indicesOf = (batches: Iterable<Batch>) => [...batches].flatMap(({ indices }) => [...indices]);

/** Empty images, where only their number matters. */
const blank = (count: number): LabelledImages => ({ images: new Uint8Array(count), labels: new Uint8Array(count), count, shape: [1, 1, 1] });

describe('createBatches', () => {
  it('of 60,000 images has 235 batches of 256, the last of 96; or 234', () => {
    const split = blank(60_000);
    expect(createBatches(split, { batchSize: 256 })).toMatchObject({ batches: 235, images: 60_000 });
    expect(createBatches(split, { batchSize: 256 }).batch(0, 234).labels.length).toBe(96);
    expect(createBatches(split, { batchSize: 128 }).batch(0, 468).labels.length).toBe(96);
    expect(createBatches(split, { batchSize: 256, lastBatch: 'drop' })).toMatchObject({ batches: 234, images: 59_904 });
  });

  it('gives the golden order: a change here changes every run', () => {
    const batches = createBatches(blank(60_000), { batchSize: 256, seed: 0 });
    expect([...batches.batch(0, 0).indices.subarray(0, 8)]).toEqual([25222, 34024, 37724, 49436, 8372, 4269, 48699, 25850]);
    expect([...batches.batch(1, 0).indices.subarray(0, 8)]).toEqual([8285, 33396, 59333, 27030, 13791, 29459, 39038, 54536]);
    const digest = createHash('sha256');
    for (const { indices } of batches.epoch(4)) digest.update(indices.join());
    expect(digest.digest('hex')).toBe('3a8c4e9afd810d3991db7396c9bdb980345985c93f423424645ec987be4df863');
  });

  it('without shuffle keeps the order of the file', () => {
    expect(indicesOf(createBatches(blank(100), { batchSize: 7, shuffle: false }).epoch(3))).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('parts each epoch into batches: every used image once, all full but the last', () => {
    fc.assert(
      fc.property(enough, options, fc.nat({ max: 5 }), (split, chosen, epoch) => {
        const batches = createBatches(split, chosen);
        const all = [...batches.epoch(epoch)];
        const used = Math.min(split.count, chosen.limit ?? split.count);
        const indices = indicesOf(all);
        expect(all.length).toBe(batches.batches);
        expect(indices.length).toBe(batches.images);
        expect(indices.every((index) => index < used)).toBe(true);
        expect(new Set(indices).size).toBe(indices.length);
        expect(used - indices.length).toBe(chosen.lastBatch === 'drop' ? used % chosen.batchSize : 0);
        expect(all.slice(0, -1).every(({ labels }) => labels.length === chosen.batchSize)).toBe(true);
      }),
    );
  });

  it('carries pixels and labels of its indices, untouched without augmentation', () => {
    fc.assert(
      fc.property(enough, options, (split, chosen) => {
        const { augmentation: _, ...plain } = chosen;
        const size = split.images.length / split.count;
        for (const { indices, pixels, labels, shape } of createBatches(split, plain).epoch(1)) {
          expect(shape).toEqual([indices.length, ...split.shape]);
          expect([...labels]).toEqual([...indices].map((index) => split.labels[index]));
          expect([...pixels]).toEqual([...indices].flatMap((index) => [...split.images.subarray(index * size, (index + 1) * size)]));
        }
      }),
    );
  });

  it('gives the same batch in any order of asking, and own arrays each time', () => {
    fc.assert(
      fc.property(enough, options, fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat()), { maxLength: 8 }), (split, chosen, asked) => {
        const batches = createBatches(split, chosen);
        for (const [epoch, pick] of asked) {
          const index = pick % batches.batches;
          const batch = batches.batch(epoch, index);
          expect(batch).toEqual([...createBatches(split, chosen).epoch(epoch)][index]);
          expect(batch).toEqual(batches.epoch(epoch, index).next().value);
          batch.pixels.fill(0);
          batch.indices.fill(0);
        }
      }),
    );
  });

  it('varies an image alike in whatever batch it lies', () => {
    const split = { images: new Uint8Array(64 * 36).map((_, i) => i), labels: new Uint8Array(64), count: 64, shape: [1, 6, 6] } as const;
    const pixelsOf = (batchSize: number) => {
      const found = new Map<number, string>();
      for (const { indices, pixels } of createBatches(split, { batchSize, augmentation: { crop: 2, horizontalFlip: true } }).epoch(2)) {
        indices.forEach((image, at) => found.set(image, pixels.subarray(at * 36, (at + 1) * 36).join()));
      }
      return [...found].toSorted(([a], [b]) => a - b);
    };
    expect(pixelsOf(64)).toEqual(pixelsOf(5));
  });

  it('shuffles anew for another seed and another epoch', () => {
    const order = (seed: number, epoch: number) => createBatches(blank(100), { batchSize: 100, seed }).batch(epoch, 0).indices.join();
    expect(new Set([order(0, 0), order(0, 1), order(1, 0), order(1, 1)]).size).toBe(4);
  });

  it.each([
    [{ batchSize: 0 }, 'batch-size-out-of-range'],
    [{ batchSize: 2.5 }, 'batch-size-out-of-range'],
    [{ batchSize: 1, limit: 0 }, 'limit-out-of-range'],
    [{ batchSize: 11, lastBatch: 'drop' }, 'no-batch'],
    [{ batchSize: 1, augmentation: { crop: 2 } }, 'crop-out-of-range'],
  ] as const)('refuses %j', (wrong, code) => {
    expect(() => createBatches(blank(10), wrong)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it.each([-1, 10, 0.5])('has no batch %d', (index) => {
    expect(() => createBatches(blank(10), { batchSize: 1 }).batch(0, index)).toThrow(`there is no batch ${index} in an epoch of 10`);
  });
});
