import { existsSync } from 'node:fs';
import { createBatches, loadFashionMnist, type Batches, type ImageDataset } from '@archetype/datasets';
import { ArchetypeError, type Recipe } from '@archetype/spec';
import { nearest } from '../nearest.js';
import { isObject } from '../sources/isObject.js';
import { downloadProgress } from '../terminal/downloadProgress.js';

/** Which images a run sees, and in which order; with the recipe it decides every batch. */
export interface DataChoice {
  /** `sample`, `full` or a folder. */
  readonly source: string;
  /** Only the first training and test images, this many of each. @defaultValue all */
  readonly limit?: number;
  readonly shuffle: boolean;
  readonly test: boolean;
}

/** Loads `sample`, `full` (fetched once, with its progress shown) or a folder of the four files. */
export async function loadData(source: string): Promise<ImageDataset> {
  if (source === 'sample') return loadFashionMnist({ source });
  if (source !== 'full') {
    requireMeant(source);
    return loadFashionMnist({ source: { directory: source } });
  }
  const progress = downloadProgress();
  try {
    return await loadFashionMnist({ source, onEvent: (event) => progress.show(event) });
  } finally {
    progress.end();
  }
}

/** A folder may have any name, so only one that is not there can be a slip. */
function requireMeant(source: string): void {
  const [meant] = existsSync(source) ? [] : nearest(source, ['sample', 'full']);
  if (meant === undefined) return;
  throw new ArchetypeError({ code: 'unknown-data', subject: source, problem: 'neither sample, full nor a folder', remedy: `did you mean --data ${meant}?` });
}

export interface RunBatches {
  readonly training: Batches;
  /** Absent with `--no-test`. */
  readonly test?: Batches;
}

/** Images tested at once, or as many as are trained at once where those are fewer: the answer does not depend on it, the memory does. */
export const TEST_BATCH = 256;

export function batchesOf(dataset: ImageDataset, recipe: Recipe, { limit, shuffle, test }: DataChoice): RunBatches {
  const { crop, horizontalFlip } = recipe.dataset;
  const limited = limit === undefined ? {} : { limit };
  return {
    training: createBatches(dataset.train, {
      batchSize: recipe.batchSize,
      seed: recipe.seed,
      shuffle,
      lastBatch: recipe.lastBatch,
      ...((crop > 0 || horizontalFlip) && { augmentation: { crop, horizontalFlip } }),
      ...limited,
    }),
    ...(test && { test: testBatches(dataset, recipe, limit) }),
  };
}

/** The test images in their stored order. */
export function testBatches(dataset: ImageDataset, { batchSize }: Pick<Recipe, 'batchSize'>, limit?: number): Batches {
  return createBatches(dataset.test, { batchSize: Math.min(TEST_BATCH, batchSize), shuffle: false, ...(limit !== undefined && { limit }) });
}

/** What a run records of its data, so that one that goes on later can tell that they are the same. */
export interface DataRecord extends DataChoice {
  readonly directory: string;
  /** File name → SHA-256. */
  readonly files: Readonly<Record<string, string>>;
  readonly trainingImages: number;
  readonly testImages: number;
  /** `[channels, height, width]` of an image. */
  readonly shape: readonly [number, number, number];
  readonly classNames: readonly string[];
}

/** Whether a value that was read is such a record. */
export function isDataRecord(value: unknown): value is DataRecord {
  if (!isObject(value)) return false;
  const { source, directory, limit, shuffle, test, files, trainingImages, testImages, shape, classNames } = value;
  const texts = [source, directory].every((each) => typeof each === 'string');
  const counts = [trainingImages, testImages, limit ?? 1].every((each) => Number.isSafeInteger(each));
  const sizes = Array.isArray(shape) && shape.length === 3 && shape.every((size) => Number.isSafeInteger(size) && size >= 1);
  const names = Array.isArray(classNames) && classNames.every((name) => typeof name === 'string');
  return texts && counts && sizes && names && isObject(files) && typeof shuffle === 'boolean' && typeof test === 'boolean';
}

/** Where the images of a run are, wherever one stands when it goes on: a folder may have been named from another. */
export function placeOfData({ source, directory }: DataRecord): string {
  return source === 'sample' || source === 'full' ? source : directory;
}

export function recordOf({ description, train, test, classNames }: ImageDataset, choice: DataChoice): DataRecord {
  return {
    ...choice,
    directory: description.directory,
    files: Object.fromEntries(description.files.map(({ name, sha256 }) => [name, sha256])),
    trainingImages: Math.min(train.count, choice.limit ?? train.count),
    testImages: Math.min(test.count, choice.limit ?? test.count),
    shape: train.shape,
    classNames,
  };
}

/** Refuses to go on with a run on images that are not those it began with. */
export function requireSameData(recorded: DataRecord, dataset: ImageDataset, run: string): void {
  const now = recordOf(dataset, recorded).files;
  const changed = Object.entries(recorded.files).filter(([name, sha256]) => now[name] !== sha256);
  if (changed.length === 0) return;
  throw new ArchetypeError({
    code: 'data-changed',
    subject: run,
    problem: 'the data are not those that this run began with',
    details: changed.map(([name, sha256]) => `${name}: SHA-256 was ${sha256}, is ${now[name] ?? 'that of no file here'}`),
    remedy: 'bring the old files back, or begin a new run',
  });
}

/** `sample (10,000 + 2,000 images)`, for people. */
export function describeData({ source, directory, limit }: DataRecord): string {
  const origin = source === 'sample' ? 'the sample that comes with the package' : source === 'full' ? `the full data set in ${directory}` : directory;
  return limit === undefined ? origin : `${origin}, the first ${limit} of each part`;
}
