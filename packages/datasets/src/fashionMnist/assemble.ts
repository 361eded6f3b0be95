import { ArchetypeError } from '@archetype/spec';
import { fileFault } from '../idx/fault.js';
import type { IdxFile } from '../idx/readFile.js';
import type { DatasetDescription, ImageDataset, LabelledImages } from '../labelledImages.js';
import { fashionMnistClassNames, fashionMnistParts, publishedFiles, type FashionMnistPart } from './published.js';

/** The four files, read. */
export type FashionMnistFiles = { readonly [P in FashionMnistPart]: IdxFile };

/**
 * The data set that four files hold.
 *
 * @throws ArchetypeError `fashion-mnist-shape`, `fashion-mnist-label`
 */
export function assemble(files: FashionMnistFiles, origin: Pick<DatasetDescription, 'source' | 'directory'>): ImageDataset {
  const train = labelledImages(files.trainImages, files.trainLabels);
  const test = labelledImages(files.testImages, files.testLabels);
  const description: DatasetDescription = {
    ...origin,
    files: fashionMnistParts.map((part) => describe(files[part], part)),
    count: { train: train.count, test: test.count },
  };
  return { name: 'fashion-mnist', classNames: fashionMnistClassNames, train, test, description };
}

/** @throws ArchetypeError `fashion-mnist-differs` for a file whose IDX data do not have the SHA-256 that they must */
export function requireSame(files: FashionMnistFiles, expected: Readonly<Record<FashionMnistPart, string>>, remedy: string): void {
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
  return { name: path.slice(path.search(/[^/\\]*$/)), bytes, sha256, published: dataSha256 === publishedFiles[part].dataSha256 };
}
