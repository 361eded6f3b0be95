import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ArchetypeError } from '@archetype/spec';
import { readIdxFile } from '../idx/readFile.js';
import type { ImageDataset } from '../labelledImages.js';
import { assemble, requireSame, type FashionMnistFiles } from './assemble.js';
import { locate, namedDirectory } from './directory.js';
import { fetchFashionMnist, type FetchOptions } from './fetch.js';
import { fashionMnistParts, publishedFiles, type FashionMnistPart } from './published.js';
import { sampleDirectory } from './sample.js';
import { sampleDataSha256 } from './sampleData.js';

/**
 * Which data: `sample`, 10,000 + 2,000 of the published images that this package holds; `full`, the published files, from
 * `FASHION_MNIST_DIR`, the cache, or else fetched into it; or a folder of four files of that form.
 */
export type FashionMnistSource = 'sample' | 'full' | { readonly directory: string };

export interface LoadFashionMnistOptions extends FetchOptions {
  readonly source: FashionMnistSource;
}

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
  const files = await readFiles(directory, remedyOf(source, options));
  if (source === 'sample') requireSame(files, sampleDataSha256, damagedPackage);
  if (source === 'full') {
    const published = Object.fromEntries(fashionMnistParts.map((part) => [part, publishedFiles[part].dataSha256])) as typeof sampleDataSha256;
    const again = namedDirectory(options.environment ?? process.env) === undefined ? 'fetch it again with `archetype data fetch`' : 'FASHION_MNIST_DIR names this folder: mend it, or unset it to fetch the data';
    requireSame(files, published, `${again}; a folder of other images is named with --data FOLDER`);
  }
  return assemble(files, { source: typeof source === 'string' ? source : 'directory', directory });
}

async function directoryOf(source: FashionMnistSource, options: FetchOptions): Promise<string> {
  if (source === 'sample') return sampleDirectory;
  if (source === 'full') return namedDirectory(options.environment ?? process.env) ?? (await fetchFashionMnist(options));
  return resolve(source.directory);
}

const damagedPackage = 'the package is damaged: install it again';

/** What would bring the files, by who named the folder that lacks them. */
function remedyOf(source: FashionMnistSource, { environment = process.env }: FetchOptions): string {
  if (source === 'sample') return damagedPackage;
  return source === 'full' && namedDirectory(environment) !== undefined
    ? 'FASHION_MNIST_DIR names this folder: mend it, unset it to fetch the data, or use --data sample'
    : 'put the file there, fetch the data with `archetype data fetch` and use --data full, or use --data sample';
}

async function readFiles(directory: string, remedy: string): Promise<FashionMnistFiles> {
  const found = new Map<FashionMnistPart, string>();
  for (const part of fashionMnistParts) {
    const path = await locate(directory, part);
    if (path === undefined) throw await incomplete(directory, part, remedy);
    found.set(part, path);
  }
  const read = [...found].map(async ([part, path]) => [part, await readIdxFile(path, { maxBytes })] as const);
  return Object.fromEntries(await Promise.all(read)) as FashionMnistFiles;
}

async function incomplete(directory: string, part: FashionMnistPart, remedy: string): Promise<ArchetypeError> {
  const names = fashionMnistParts.map((each) => publishedFiles[each].name);
  const kind = await stat(directory).then((found) => (found.isDirectory() ? ('folder' as const) : ('file' as const)), () => 'nothing' as const);
  return new ArchetypeError({
    code: 'fashion-mnist-incomplete',
    subject: directory,
    problem: { folder: `holds no ${publishedFiles[part].name}`, file: 'is a file, not a folder', nothing: 'there is no such folder' }[kind],
    details: [`a folder of Fashion-MNIST holds ${names.join(', ')}, each gzipped or unpacked`],
    remedy,
  });
}
