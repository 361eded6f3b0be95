/**
 * Makes the sample that the package ships, from the four published files:
 *
 *     npm run build && node packages/datasets/scripts/makeSample.js FOLDER
 *
 * Rule: of the training file the first 1,000 images of each class, of the test file the first 200 of each class, in file
 * order, with their labels. So the k-th sample of class c is the k-th image of class c in the published file.
 * The IDX data are the same wherever this runs; how small gzip makes them is up to the zlib of the Node that runs it.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIdxFile, verifyFashionMnist, writeIdxFile } from '@archetype/datasets';

const splits = [
  { name: 'train', perClass: 1000 },
  { name: 't10k', perClass: 200 },
];
const sample = fileURLToPath(new URL('../sample/', import.meta.url));

async function makeSplit(folder, { name, perClass }) {
  const images = (await readIdxFile(join(folder, `${name}-images-idx3-ubyte.gz`))).array;
  const labels = (await readIdxFile(join(folder, `${name}-labels-idx1-ubyte.gz`))).array;
  const indices = firstOfEachClass(labels.data, perClass);
  const [, height, width] = images.shape;
  const pixels = height * width;
  const data = new Uint8Array(indices.length * pixels);
  indices.forEach((index, at) => data.set(images.data.subarray(index * pixels, (index + 1) * pixels), at * pixels));
  await writeIdxFile(join(sample, `${name}-images-idx3-ubyte.gz`), { type: 'uint8', shape: [indices.length, height, width], data });
  await writeIdxFile(join(sample, `${name}-labels-idx1-ubyte.gz`), {
    type: 'uint8',
    shape: [indices.length],
    data: Uint8Array.from(indices, (index) => labels.data[index]),
  });
  process.stdout.write(`${name}: ${indices.length} images, the last is number ${indices.at(-1)} of the published file\n`);
}

function firstOfEachClass(labels, perClass) {
  const taken = new Array(10).fill(0);
  return Array.from(labels.keys()).filter((index) => taken[labels[index]]++ < perClass);
}

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('usage: node makeSample.js FOLDER (of the four published .gz files)\n');
  process.exit(2);
}
const { ok, files } = await verifyFashionMnist({ directory: folder });
if (!ok) {
  process.stderr.write(`not the published files:\n${files.map(({ name, state }) => `  ${name} ${state}\n`).join('')}`);
  process.exit(1);
}
await mkdir(sample, { recursive: true });
for (const split of splits) await makeSplit(folder, split);
