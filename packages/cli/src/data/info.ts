import { fashionMnistInfo } from '@archetype/datasets';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';
import { bytes, count } from '../terminal/quantities.js';

/** What there is of Fashion-MNIST here, where, and where it comes from. Fetches nothing. */
export async function describeData(json: boolean): Promise<void> {
  const info = await fashionMnistInfo();
  if (json) return printJson(info);
  const { bold, dim } = coloursOf(process.stdout);
  const { sample, full } = info;
  const present = full.files.filter((file) => file.present).length;
  const state = present === full.files.length ? 'here' : present === 0 ? 'not here' : `${present} of ${full.files.length} files here`;
  print(
    [
      bold('Fashion-MNIST'),
      `  sample  ${count(sample.train)} + ${count(sample.test)} images, part of this package`,
      `          ${dim(sample.directory)}`,
      `  full    ${count(full.train)} + ${count(full.test)} images, ${bytes(full.files.reduce((sum, file) => sum + file.bytes, 0))}: ${state}`,
      `          ${dim(`${full.directory}${full.fromEnvironment ? ' (FASHION_MNIST_DIR)' : ''}`)}`,
      ...(present < full.files.length && !full.fromEnvironment ? ['          archetype data fetch downloads it once'] : []),
      `  classes ${info.classNames.join(', ')}`,
      `  licence MIT, Zalando SE; published at`,
      ...info.homes.map((home) => `          ${home}`),
    ].join('\n'),
  );
}
