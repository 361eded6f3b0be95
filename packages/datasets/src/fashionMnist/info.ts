import { cacheDirectory, type Environment } from '../cacheDirectory.js';
import { fetchedDirectory, locate, namedDirectory } from './directory.js';
import { fashionMnistClassNames, fashionMnistHomes, fashionMnistParts, publishedFiles } from './published.js';
import { sampleDirectory } from './sample.js';

/** What there is of Fashion-MNIST on this machine. */
export interface FashionMnistInfo {
  readonly name: 'fashion-mnist';
  readonly classNames: readonly string[];
  /** Where the files are published. */
  readonly homes: readonly string[];
  readonly cacheDirectory: string;
  readonly sample: { readonly directory: string; readonly train: number; readonly test: number };
  readonly full: {
    /** `FASHION_MNIST_DIR` if it is set, else the folder in the cache. */
    readonly directory: string;
    readonly fromEnvironment: boolean;
    readonly train: number;
    readonly test: number;
    readonly files: readonly { readonly name: string; readonly bytes: number; readonly present: boolean }[];
  };
}

/** Where the data are and whether they are there; `verifyFashionMnist` says whether they are right. Fetches nothing. */
export async function fashionMnistInfo(environment: Environment = process.env): Promise<FashionMnistInfo> {
  const named = namedDirectory(environment);
  const directory = named ?? fetchedDirectory(environment);
  const files = await Promise.all(
    fashionMnistParts.map(async (part) => {
      const { name, bytes } = publishedFiles[part];
      return { name, bytes, present: (await locate(directory, part)) !== undefined };
    }),
  );
  return {
    name: 'fashion-mnist',
    classNames: fashionMnistClassNames,
    homes: fashionMnistHomes,
    cacheDirectory: cacheDirectory(environment),
    sample: { directory: sampleDirectory, train: 10_000, test: 2_000 },
    full: { directory, fromEnvironment: named !== undefined, train: 60_000, test: 10_000, files },
  };
}
