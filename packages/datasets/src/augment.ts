import { nextInteger, randomStream, substream, wordReader } from '@archetype/spec/random';
import { ArchetypeError } from '@archetype/spec';

/** How training images are varied: the fields `crop` and `horizontalFlip` of a recipe's data set. */
export interface Augmentation {
  /** Zeros added on each side before a window of the old size is cut out at random, in pixels. @defaultValue 0, no crop */
  readonly crop?: number;
  /** Whether an image is mirrored left to right with probability 1/2. @defaultValue false */
  readonly horizontalFlip?: boolean;
}

/** What one image undergoes. */
export interface Variation {
  /** First row and column of the window in the padded image, each in [0, 2 · crop]. */
  readonly row: number;
  readonly column: number;
  readonly flip: boolean;
}

/**
 * The variation of an image in an epoch. It depends on nothing but its arguments: not on the batch that the image is in.
 * From substream `index` of the stream (seed, `augment`, epoch): the flip is the top bit of the first word, then follow row and
 * column, unbiased in [0, 2 · crop].
 *
 * @param index the image's index in its split
 */
export type Vary = (index: number) => Variation;

/** Variations of one epoch. */
export function variationsOf({ crop = 0, horizontalFlip = false }: Augmentation, seed: number, epoch: number): Vary {
  const stream = randomStream({ seed, purpose: 'augment', step: epoch });
  const places = 2 * crop + 1;
  return (index) => {
    const next = wordReader(substream(stream, index));
    const flip = next() >= 2 ** 31 && horizontalFlip;
    return { row: nextInteger(next, places), column: nextInteger(next, places), flip };
  };
}

/**
 * Writes the variation of an image: out[c, y, x] = padded[c, y + row, x′ + column], x′ = x, or width − 1 − x where flipped, and
 * padded is the image with `crop` zeros on each side.
 *
 * @param image `[channels, height, width]`
 * @param out as large; must not overlap the image
 */
export function writeVariation(
  image: Uint8Array,
  out: Uint8Array,
  [channels, height, width]: readonly [number, number, number],
  crop: number,
  { row, column, flip }: Variation,
): void {
  const down = row - crop;
  const right = column - crop;
  // The columns whose source lies within the image, before mirroring.
  const begin = Math.max(0, -right);
  const end = Math.min(width, width - right);
  const step = flip ? -1 : 1;
  out.fill(0);
  for (let c = 0; c < channels; c++) {
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      let from = (c * height + y + down) * width + begin + right;
      let to = (c * height + y) * width + (flip ? width - 1 - begin : begin);
      for (let x = begin; x < end; x++, from++, to += step) out[to] = image[from] as number;
    }
  }
}

/** @throws ArchetypeError `crop-out-of-range` unless crop is a whole number of pixels, at most the image's smaller side */
export function requireAugmentation({ crop = 0 }: Augmentation, [, height, width]: readonly [number, number, number]): void {
  const most = Math.min(height, width);
  if (Number.isInteger(crop) && crop >= 0 && crop <= most) return;
  throw new ArchetypeError({
    code: 'crop-out-of-range',
    subject: 'crop padding',
    problem: `${crop} is not a number of pixels from 0 to ${most}`,
    details: [`images are ${height} × ${width}; beyond that a window could miss the image`],
    remedy: `give a whole number from 0 to ${most}; 2 to 4 is usual for images of this size`,
  });
}
