import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheDirectory, type Environment } from '../cacheDirectory.js';
import { publishedFiles, type FashionMnistPart } from './published.js';

/** The folder that `FASHION_MNIST_DIR` names, if it is set. */
export function namedDirectory(environment: Environment): string | undefined {
  const named = environment['FASHION_MNIST_DIR'];
  return named ? resolve(named) : undefined;
}

/** Where fetched files lie. */
export function fetchedDirectory(environment: Environment): string {
  return join(cacheDirectory(environment), 'datasets', 'fashion-mnist');
}

/** The path of one of the four files in a folder: under its published name, or unpacked, without `.gz`. */
export async function locate(directory: string, part: FashionMnistPart): Promise<string | undefined> {
  const published = join(directory, publishedFiles[part].name);
  for (const path of [published, published.slice(0, -'.gz'.length)]) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}
