import { basename, resolve } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { fileFault } from '../idx/fault.js';
import { readIdxFile, type IdxFile } from '../idx/readFile.js';
import type { DatasetDescription, ImageDataset, LabelledImages } from '../labelledImages.js';
import { locate, namedDirectory } from './directory.js';
import { fetchFashionMnist, type FetchOptions } from './fetch.js';
import { fashionMnistClassNames, fashionMnistParts, publishedFiles, type FashionMnistPart } from './published.js';
import { sampleDataSha256, sampleDirectory } from './sample.js';

/**
 * Which data: `sample`, 10,000 + 2,000 of the published images that this package holds; `full`, the published files, from
 * `FASHION_MNIST_DIR`, the cache, or else fetched into it; or a folder of four files of that form.
 */
export type FashionMnistSource = 'sample' | 'full' | { readonly directory: string };

export interface LoadFashionMnistOptions extends FetchOptions {
  readonly source: FashionMnistSource;
}

type Files = { readonly [P in FashionMnistPart]: IdxFile };

/** The most bytes that one of the files is allowed to hold: over twenty times the published training images. */
const maxBytes = 2 ** 30;

/**
 * Loads Fashion-MNIST. The description in what is returned says which files it came from.
 *
 * @throws ArchetypeError `fashion-mnist-incomplete` when a file is missing, `fashion-mnist-differs` when `full` or `sample`
 *   is not what it must be, `fashion-mnist-shape` and `fashion-mnist-label` when a folder holds something else, those of
 *   {@link readIdxFile} and {@link fetchFashionMnist}
 */
export async function loadFashionMnist({ source, ...options }: LoadFashionMnistOptions): Promise<ImageDataset> {
  const directory = await directoryOf(source, options);
  const files = await readFiles(directory);
  if (source === 'sample') requireSame(files, sampleDataSha256, 'the package is damaged: install it again');
  if (source === 'full') {
    const published = Object.fromEntries(fashionMnistParts.map((part) => [part, publishedFiles[part].dataSha256])) as typeof sampleDataSha256;
    requireSame(files, published, 'fetch it again with `archetype data fetch`; a folder of other images is named with --data FOLDER');
  }
  const train = labelledImages(files.trainImages, files.trainLabels);
  const test = labelledImages(files.testImages, files.testLabels);
  const description: DatasetDescription = {
    source: typeof source === 'string' ? source : 'directory',
    directory,
    files: fashionMnistParts.map((part) => describe(files[part], part)),
    count: { train: train.count, test: test.count },
  };
  return { name: 'fashion-mnist', classNames: fashionMnistClassNames, train, test, description };
}

async function directoryOf(source: FashionMnistSource, options: FetchOptions): Promise<string> {
  if (source === 'sample') return sampleDirectory;
  if (source === 'full') return namedDirectory(options.environment ?? process.env) ?? (await fetchFashionMnist(options));
  return resolve(source.directory);
}

async function readFiles(directory: string): Promise<Files> {
  const found = new Map<FashionMnistPart, string>();
  for (const part of fashionMnistParts) {
    const path = await locate(directory, part);
    if (path === undefined) throw incomplete(directory, part);
    found.set(part, path);
  }
  const read = [...found].map(async ([part, path]) => [part, await readIdxFile(path, { maxBytes })] as const);
  return Object.fromEntries(await Promise.all(read)) as Files;
}

function incomplete(directory: string, part: FashionMnistPart): ArchetypeError {
  const names = fashionMnistParts.map((each) => publishedFiles[each].name);
  return new ArchetypeError({
    code: 'fashion-mnist-incomplete',
    subject: directory,
    problem: `holds no ${publishedFiles[part].name}`,
    details: [`a folder of Fashion-MNIST holds ${names.join(', ')}, each gzipped or unpacked`],
    remedy: 'put the file there, fetch the data with `archetype data fetch`, or use --data sample',
  });
}

function requireSame(files: Files, expected: typeof sampleDataSha256, remedy: string): void {
  for (const part of fashionMnistParts) {
    const { path, dataSha256 } = files[part];
    if (dataSha256 === expected[part]) continue;
    throw new ArchetypeError({
      code: 'fashion-mnist-differs',
      subject: path,
      problem: 'does not hold the data that it must',
      details: [`SHA-256 of its IDX data: expected ${expected[part]}, found ${dataSha256}`],
      remedy,
    });
  }
}

function labelledImages({ path: imagesPath, array: images }: IdxFile, { path: labelsPath, array: labels }: IdxFile): LabelledImages {
  const [count = 0, height = 0, width = 0] = images.shape;
  if (images.type !== 'uint8' || images.shape.length !== 3 || height !== 28 || width !== 28 || count === 0) {
    throw wrongShape(imagesPath, 'uint8 [N, 28, 28] with N at least 1', `${images.type} [${images.shape.join(', ')}]`);
  }
  if (labels.type !== 'uint8' || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw wrongShape(labelsPath, `uint8 [${count}], one label for each image`, `${labels.type} [${labels.shape.join(', ')}]`);
  }
  const wrong = labels.data.findIndex((label) => label >= fashionMnistClassNames.length);
  if (wrong >= 0) {
    throw fileFault({
      code: 'fashion-mnist-label',
      file: labelsPath,
      problem: `gives image ${wrong} a class that does not exist`,
      offset: 8 + wrong,
      inflated: labelsPath.endsWith('.gz'),
      expected: `a label from 0 to ${fashionMnistClassNames.length - 1}`,
      found: `${labels.data[wrong]}`,
      remedy: 'give labels of ten classes, from 0 to 9',
    });
  }
  return { images: images.data, labels: labels.data, count, shape: [1, height, width] };
}

function wrongShape(file: string, expected: string, found: string): ArchetypeError {
  return fileFault({
    code: 'fashion-mnist-shape',
    file,
    problem: 'does not have the form of Fashion-MNIST',
    offset: 0,
    expected,
    found,
    remedy: 'give a folder of the four files in the form in which Fashion-MNIST is published',
  });
}

function describe({ path, bytes, sha256, dataSha256 }: IdxFile, part: FashionMnistPart): DatasetDescription['files'][number] {
  return { name: basename(path), bytes, sha256, published: dataSha256 === publishedFiles[part].dataSha256 };
}
