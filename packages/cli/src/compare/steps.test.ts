import { createBatches, type LabelledImages } from '@archetype/datasets';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { firstSteps } from './steps.js';

const split: LabelledImages = { images: Uint8Array.from({ length: 23 }, (_, index) => index), labels: Uint8Array.from({ length: 23 }, (_, index) => index), count: 23, shape: [1, 1, 1] };

test.prop([fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 5 }), fc.constantFrom('keep' as const, 'drop' as const)])(
  'the first steps of a run are those of its epochs, one after another',
  (batchSize, steps, seed, lastBatch) => {
    const batches = createBatches(split, { batchSize, seed, lastBatch });
    const counted = firstSteps(batches, steps);
    expect(counted.batches).toBe(steps);
    const expected = Array.from({ length: steps }, (_, step) => [...batches.batch(Math.floor(step / batches.batches), step % batches.batches).labels]);
    expect(Array.from({ length: steps }, (_, step) => [...counted.batch(0, step).labels])).toEqual(expected);
    expect(counted.images).toBe(expected.flat().length);
  },
);
