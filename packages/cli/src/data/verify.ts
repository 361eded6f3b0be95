import { fashionMnistInfo, verifyFashionMnist } from '@archetype/datasets';
import { coloursOf } from '../terminal/colours.js';
import { print, printJson } from '../terminal/output.js';

/** Exit 1 when a file is missing or not as published. */
export async function verifyData(json: boolean): Promise<void> {
  const { directory, ok, files } = await verifyFashionMnist();
  if (!ok) process.exitCode = 1;
  if (json) return printJson({ directory, ok, files });
  const { green, red, bold } = coloursOf(process.stdout);
  const lines = files.map(({ name, state, sha256, expectedSha256 }) => {
    const mark = state === 'ok' ? green('ok       ') : red(state.padEnd(9));
    return `${mark}  ${name}${state === 'different' ? `\n           SHA-256 ${sha256}\n           expected ${expectedSha256}` : ''}`;
  });
  const { full } = await fashionMnistInfo();
  const remedy = full.fromEnvironment ? 'FASHION_MNIST_DIR names this folder: put the published files there, or unset it' : 'archetype data fetch brings what is missing or wrong';
  print([bold(directory), ...lines, ...(ok ? [] : [remedy])].join('\n'));
}
