import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFashionMnist } from '../src/fashionMnist/load.js';
import { publishedFiles } from '../src/fashionMnist/published.js';
import type { LabelledImages } from '../src/labelledImages.js';

const directory = process.env['FASHION_MNIST_DIR'];
if (directory === undefined) throw new Error('FASHION_MNIST_DIR must name the folder of the four published files');

const classCounts = ({ labels }: LabelledImages) => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
};

// For the folder that FASHION_MNIST_DIR names; no part of `npm test`, which has no network to fetch them by.
describe('the published files', () => {
  // MD5 as the table in the project's README gives it.
  it.each([
    ['trainImages', '8d4fb7e6c68d591d4c3dfef9ec88bf0d'],
    ['trainLabels', '25c81989df183df01b3e8a0aad5dffbe'],
    ['testImages', 'bef4ecab320f06d8554ea6380940ec79'],
    ['testLabels', 'bb300cfdad3c16e7a12a480ee83cd310'],
  ] as const)('%s has the published MD5 and our SHA-256', async (part, md5) => {
    const { name, bytes, sha256 } = publishedFiles[part];
    const file = await readFile(join(directory, name));
    expect(file.length).toBe(bytes);
    expect(createHash('md5').update(file).digest('hex')).toBe(md5);
    expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
  });

  it('hold 6,000 and 1,000 images of each class, and the sample follows its rule', async () => {
    const { train, test, description } = await loadFashionMnist({ source: 'full' });
    expect(classCounts(train)).toEqual(new Array(10).fill(6000));
    expect(classCounts(test)).toEqual(new Array(10).fill(1000));
    expect(description.files.every(({ published }) => published)).toBe(true);
    const sample = await loadFashionMnist({ source: 'sample' });
    for (const [part, whole, perClass] of [[sample.train, train, 1000], [sample.test, test, 200]] as const) {
      const seen = new Array<number>(10).fill(0);
      const rule = [...whole.labels.keys()].filter((i) => (seen[whole.labels[i] as number] as number) < perClass && ++(seen[whole.labels[i] as number] as number) > 0);
      expect([...part.labels]).toEqual(rule.map((i) => whole.labels[i]));
      rule.forEach((i, at) => expect(Buffer.compare(part.images.subarray(at * 784, (at + 1) * 784), whole.images.subarray(i * 784, (i + 1) * 784))).toBe(0));
    }
  });
});
