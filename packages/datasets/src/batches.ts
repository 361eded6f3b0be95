import { permutation, randomStream } from '@archetype/spec/random';
import { ArchetypeError } from '@archetype/spec';
import { requireAugmentation, variationsOf, writeVariation, type Augmentation } from './augment.js';
import type { LabelledImages } from './labelledImages.js';

export interface BatchOptions {
  /** Images in a batch. */
  readonly batchSize: number;
  /** The seed of order and augmentation: an integer from 0 to 2⁵³ − 1. @defaultValue 0 */
  readonly seed?: number;
  /** Whether each epoch has an order of its own; otherwise that of the file. @defaultValue true */
  readonly shuffle?: boolean;
  /** Whether a last batch that is not full is kept. 60,000 images leave 96 over at 256 and at 128. @defaultValue 'keep' */
  readonly lastBatch?: 'keep' | 'drop';
  /** Use only the first images of the file, this many. @defaultValue all */
  readonly limit?: number;
  /** Random variation of the images, a new one each epoch. @defaultValue none */
  readonly augmentation?: Augmentation;
}

/** One batch. Its arrays are its own: nothing else writes to them. */
export interface Batch {
  readonly epoch: number;
  /** Position in its epoch, from 0. */
  readonly index: number;
  /** Which images: their indices in the split. */
  readonly indices: Uint32Array;
  /** `[n, channels, height, width]`. */
  readonly shape: readonly [n: number, channels: number, height: number, width: number];
  /** Of that shape, as stored (or varied by the augmentation). */
  readonly pixels: Uint8Array;
  /** `[n]`. */
  readonly labels: Int32Array;
}

/** Batches by number: the same arguments give the same batch, whatever was asked before, so that a run can begin anywhere. */
export interface Batches {
  /** Images in an epoch: those of all its batches together. */
  readonly images: number;
  /** Batches in an epoch. */
  readonly batches: number;
  /**
   * @param epoch from 0
   * @param index in [0, batches)
   * @throws ArchetypeError `batch-out-of-range`, `seed-out-of-range`, `step-out-of-range` (of the epoch)
   */
  batch(epoch: number, index: number): Batch;
  /** The batches of an epoch in order, from number `first` on. @param first 0 if not given */
  epoch(epoch: number, first?: number): Generator<Batch, void, void>;
}

/**
 * Deterministic batches of a split. The order of an epoch is `permutation` of the stream (seed, `shuffle`, epoch), the same on
 * every machine.
 *
 * @throws ArchetypeError `batch-size-out-of-range`, `limit-out-of-range`, `no-batch`, `crop-out-of-range`
 */
export function createBatches(split: LabelledImages, options: BatchOptions): Batches {
  const { batchSize, seed = 0, shuffle = true, lastBatch = 'keep', limit = split.count, augmentation } = options;
  requirePositive('batchSize', batchSize, 'batch-size-out-of-range');
  requirePositive('limit', limit, 'limit-out-of-range');
  if (augmentation !== undefined) requireAugmentation(augmentation, split.shape);
  const used = Math.min(limit, split.count);
  const batches = lastBatch === 'keep' ? Math.ceil(used / batchSize) : Math.floor(used / batchSize);
  if (batches === 0) throw noBatch(used, batchSize);
  const orderOf = lastOf((epoch: number) => (shuffle ? permutation(randomStream({ seed, purpose: 'shuffle', step: epoch }), used) : inOrder(used)));
  const variationsIn = lastOf((epoch: number) => variationsOf(augmentation ?? {}, seed, epoch));

  const batch = (epoch: number, index: number): Batch => {
    if (!Number.isInteger(index) || index < 0 || index >= batches) throw outOfRange(index, batches);
    const indices = orderOf(epoch).slice(index * batchSize, Math.min((index + 1) * batchSize, used));
    const [channels, height, width] = split.shape;
    const size = channels * height * width;
    const pixels = new Uint8Array(indices.length * size);
    const labels = new Int32Array(indices.length);
    const vary = augmentation === undefined ? undefined : variationsIn(epoch);
    for (let at = 0; at < indices.length; at++) {
      const image = indices[at] as number;
      labels[at] = split.labels[image] as number;
      const stored = split.images.subarray(image * size, (image + 1) * size);
      if (vary === undefined) pixels.set(stored, at * size);
      else writeVariation(stored, pixels.subarray(at * size, (at + 1) * size), split.shape, augmentation?.crop ?? 0, vary(image));
    }
    return { epoch, index, indices, shape: [indices.length, channels, height, width], pixels, labels };
  };

  return {
    images: lastBatch === 'keep' ? used : batches * batchSize,
    batches,
    batch,
    *epoch(epoch, first = 0) {
      for (let index = first; index < batches; index++) yield batch(epoch, index);
    },
  };
}

function inOrder(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => i);
}

/** Remembers the value of the last argument: an epoch's order is asked for once a batch. */
function lastOf<T>(compute: (argument: number) => T): (argument: number) => T {
  let last: { readonly argument: number; readonly value: T } | undefined;
  return (argument) => {
    if (last?.argument !== argument) last = { argument, value: compute(argument) };
    return last.value;
  };
}

function requirePositive(field: string, value: number, code: string): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new ArchetypeError({
    code,
    subject: field,
    problem: `${value} is not a whole number above 0`,
    remedy: 'give a number of images, at least 1',
  });
}

function noBatch(used: number, batchSize: number): ArchetypeError {
  return new ArchetypeError({
    code: 'no-batch',
    subject: 'lastBatch',
    problem: `"drop" leaves no batch of ${used} images`,
    details: [`floor(${used} / ${batchSize}) = 0`],
    remedy: `make the batch size at most ${used}, or keep the last batch`,
  });
}

function outOfRange(index: number, batches: number): ArchetypeError {
  return new ArchetypeError({
    code: 'batch-out-of-range',
    subject: 'batch',
    problem: `there is no batch ${index} in an epoch of ${batches}`,
    remedy: `ask for a batch from 0 to ${batches - 1}`,
  });
}
