import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdxFile, writeIdxFile } from '../idx/index.js';
import type { LabelledImages } from '../labelledImages.js';
import { loadFashionMnist } from './load.js';
import { fashionMnistClassNames, fashionMnistParts, publishedFiles } from './published.js';
import { sampleDirectory } from './sample.js';
import { verifyFashionMnist } from './verify.js';

const classCounts = ({ labels }: LabelledImages) => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fashion-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the sample', () => {
  it('holds 1,000 and 200 images of each class, in the published order', async () => {
    const { name, classNames, train, test, description } = await loadFashionMnist({ source: 'sample' });
    expect(name).toBe('fashion-mnist');
    expect(classNames).toEqual(fashionMnistClassNames);
    expect(classCounts(train)).toEqual(new Array(10).fill(1000));
    expect(classCounts(test)).toEqual(new Array(10).fill(200));
    expect(train.shape).toEqual([1, 28, 28]);
    expect(train.images.length).toBe(10_000 * 784);
    expect(test.images.length).toBe(2_000 * 784);
    // The first labels of the published files, which the rule leaves at the front.
    expect([...train.labels.subarray(0, 10)]).toEqual([9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    expect([...test.labels.subarray(0, 10)]).toEqual([9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
    expect(description).toMatchObject({ source: 'sample', directory: sampleDirectory, count: { train: 10_000, test: 2_000 } });
    expect(description.files.map((file) => [file.name, file.published])).toEqual(
      fashionMnistParts.map((part) => [publishedFiles[part].name, false]),
    );
  });

  it('is recorded in its ORIGIN.md', async () => {
    const origin = await readFile(join(sampleDirectory, 'ORIGIN.md'), 'utf8');
    for (const part of fashionMnistParts) {
      const { dataSha256 } = await readIdxFile(join(sampleDirectory, publishedFiles[part].name));
      expect(origin).toContain(`| \`${publishedFiles[part].name}\` | \`${dataSha256}\` |`);
      expect(origin).toContain(`| \`${publishedFiles[part].name}\` | \`${publishedFiles[part].sha256}\` |`);
    }
  });
});

describe('a folder', () => {
  it('may hold the files gzipped or unpacked; its description records them', async () => {
    const directory = join(folder, 'mixed');
    await cp(sampleDirectory, directory, { recursive: true });
    const name = publishedFiles.testImages.name;
    await writeFile(join(directory, name.slice(0, -3)), gunzipSync(await readFile(join(directory, name))));
    await rm(join(directory, name));
    const [sample, loaded] = await Promise.all([loadFashionMnist({ source: 'sample' }), loadFashionMnist({ source: { directory } })]);
    expect(Buffer.compare(loaded.test.images, sample.test.images)).toBe(0);
    expect(Buffer.compare(loaded.train.images, sample.train.images)).toBe(0);
    expect(loaded.description).toMatchObject({ source: 'directory', directory });
    expect(loaded.description.files[2]).toMatchObject({ name: 't10k-images-idx3-ubyte', bytes: 1_568_016 });
  });

  it('that lacks a file, holds another shape or a wrong label is an error that says which', async () => {
    const directory = join(folder, 'wrong');
    await expect(loadFashionMnist({ source: { directory } })).rejects.toThrow(`${directory}: there is no such folder`);
    await writeFile(directory, '');
    await expect(loadFashionMnist({ source: { directory } })).rejects.toThrow(`${directory}: is a file, not a folder`);
    await rm(directory);
    await mkdir(directory);
    await expect(loadFashionMnist({ source: { directory } })).rejects.toThrow(`${directory}: holds no train-images-idx3-ubyte.gz`);
    await cp(sampleDirectory, directory, { recursive: true });
    const labels = join(directory, publishedFiles.testLabels.name);
    await writeIdxFile(labels, { type: 'uint8', shape: [1999], data: new Uint8Array(1999) });
    await expect(loadFashionMnist({ source: { directory } })).rejects.toMatchObject({
      code: 'fashion-mnist-shape',
      message: expect.stringContaining('expected uint8 [2000], one label for each image, found uint8 [1999]') as string,
    });
    await writeIdxFile(labels, { type: 'uint8', shape: [2000], data: new Uint8Array(2000).fill(10, 7, 8) });
    await expect(loadFashionMnist({ source: { directory } })).rejects.toThrow('at offset 15 of the inflated data: expected a label from 0 to 9, found 10');
    await writeIdxFile(join(directory, publishedFiles.trainImages.name), { type: 'int8', shape: [1, 28, 28], data: new Int8Array(784) });
    await expect(loadFashionMnist({ source: { directory } })).rejects.toThrow('expected uint8 [N, 28, 28] with N at least 1, found int8 [1, 28, 28]');
  });

  it('named by FASHION_MNIST_DIR as full must hold the published data', async () => {
    const environment = { FASHION_MNIST_DIR: sampleDirectory };
    await expect(loadFashionMnist({ source: 'full', environment })).rejects.toMatchObject({
      code: 'fashion-mnist-differs',
      message: expect.stringContaining('FASHION_MNIST_DIR names this folder: mend it, or unset it') as string,
    });
    await expect(loadFashionMnist({ source: 'full', environment: { FASHION_MNIST_DIR: join(folder, 'absent') } })).rejects.toThrow('FASHION_MNIST_DIR names this folder: mend it, unset it');
    const { ok, files } = await verifyFashionMnist({ environment });
    expect(ok).toBe(false);
    expect(files.map(({ state }) => state)).toEqual(['different', 'different', 'different', 'different']);
    expect((await verifyFashionMnist({ directory: join(folder, 'absent') })).files.map(({ state }) => state)).toEqual(new Array(4).fill('missing'));
  });
});
