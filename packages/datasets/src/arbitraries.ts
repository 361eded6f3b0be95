import fc from 'fast-check';
import type { LabelledImages } from './labelledImages.js';

/** Splits of 1 to 40 images of 1 to 3 channels and sides of 1 to 6 pixels. Pixel and label tell the image's index. */
export const splits: fc.Arbitrary<LabelledImages> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .map(([count, channels, height, width]) => {
    const size = channels * height * width;
    return {
      images: Uint8Array.from({ length: count * size }, (_, i) => 1 + ((7 * Math.floor(i / size) + i) % 255)),
      labels: Uint8Array.from({ length: count }, (_, i) => i),
      count,
      shape: [channels, height, width] as const,
    };
  });
