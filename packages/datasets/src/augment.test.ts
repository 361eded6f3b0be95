import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splits } from './arbitraries.js';
import { requireAugmentation, variationsOf, writeVariation, type Variation } from './augment.js';

describe('variationsOf', () => {
  it('gives the golden variations', () => {
    const vary = variationsOf({ crop: 4, horizontalFlip: true }, 42, 3);
    expect([0, 1, 2, 3, 4, 5, 59_999].map(vary)).toEqual([
      { row: 0, column: 3, flip: true },
      { row: 7, column: 4, flip: true },
      { row: 5, column: 3, flip: true },
      { row: 5, column: 2, flip: false },
      { row: 4, column: 8, flip: true },
      { row: 3, column: 3, flip: true },
      { row: 1, column: 0, flip: true },
    ]);
  });

  it('flips half and places windows evenly, within five standard errors', () => {
    const vary = variationsOf({ crop: 2, horizontalFlip: true }, 1, 0);
    const count = 50_000;
    const flips = Array.from({ length: count }, (_, index) => vary(index));
    expect(Math.abs(flips.filter(({ flip }) => flip).length / count - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / count));
    for (let row = 0; row < 5; row++) {
      for (let column = 0; column < 5; column++) {
        const share = flips.filter((each) => each.row === row && each.column === column).length / count;
        expect(Math.abs(share - 0.04)).toBeLessThan(5 * Math.sqrt((0.04 * 0.96) / count));
      }
    }
  });

  it('keeps a flip when a crop is added, and neither without its field', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 100 }), fc.nat({ max: 0xffffffff }), (seed, epoch, index) => {
        const flipOnly = variationsOf({ horizontalFlip: true }, seed, epoch)(index);
        const both = variationsOf({ horizontalFlip: true, crop: 3 }, seed, epoch)(index);
        const cropOnly = variationsOf({ crop: 3 }, seed, epoch)(index);
        expect(flipOnly).toEqual({ row: 0, column: 0, flip: both.flip });
        expect(cropOnly).toEqual({ ...both, flip: false });
        expect(variationsOf({}, seed, epoch)(index)).toEqual({ row: 0, column: 0, flip: false });
      }),
    );
  });
});

describe('writeVariation', () => {
  it('shifts and mirrors as drawn by hand', () => {
    const image = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const vary = (variation: Variation) => {
      const out = new Uint8Array(6).fill(99);
      writeVariation(image, out, [1, 2, 3], 1, variation);
      return [...out];
    };
    expect(vary({ row: 1, column: 1, flip: false })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(vary({ row: 1, column: 1, flip: true })).toEqual([3, 2, 1, 6, 5, 4]);
    expect(vary({ row: 0, column: 1, flip: false })).toEqual([0, 0, 0, 1, 2, 3]);
    expect(vary({ row: 2, column: 2, flip: false })).toEqual([5, 6, 0, 0, 0, 0]);
    expect(vary({ row: 2, column: 2, flip: true })).toEqual([0, 6, 5, 0, 0, 0]);
    expect(vary({ row: 1, column: 0, flip: true })).toEqual([2, 1, 0, 5, 4, 0]);
  });

  it('is a window of the padded image, mirrored: against an image padded in full', () => {
    fc.assert(
      fc.property(splits, fc.nat({ max: 6 }), fc.nat(), fc.nat(), fc.boolean(), (split, wanted, rowPick, columnPick, flip) => {
        const [channels, height, width] = split.shape;
        const crop = Math.min(wanted, height, width);
        const row = rowPick % (2 * crop + 1);
        const column = columnPick % (2 * crop + 1);
        const image = split.images.subarray(0, channels * height * width);
        const padded = (c: number, y: number, x: number) =>
          y < crop || x < crop || y >= crop + height || x >= crop + width ? 0 : image[(c * height + y - crop) * width + x - crop];
        const out = new Uint8Array(image.length);
        writeVariation(image, out, split.shape, crop, { row, column, flip });
        const expected: (number | undefined)[] = [];
        for (let c = 0; c < channels; c++)
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++) expected.push(padded(c, y + row, (flip ? width - 1 - x : x) + column));
        expect([...out]).toEqual(expected);
      }),
    );
  });
});

describe('requireAugmentation', () => {
  it.each([-1, 1.5, 29, NaN])('refuses a crop of %d', (crop) => {
    expect(() => requireAugmentation({ crop }, [1, 28, 28])).toThrow(`crop padding: ${crop} is not a number of pixels from 0 to 28`);
  });
});
