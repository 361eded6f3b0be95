import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedPackage } from './packages.js';

/** The example of a README: the first block fenced as ```` ```ts example ````, `js example` or `sh example`. */
export interface Example {
  readonly language: 'ts' | 'js' | 'sh';
  readonly code: string;
  /** What it must print among other things: the block ```` ```text output ```` that follows, empty if there is none. */
  readonly output: string;
}

const exampleFence = /^```(ts|js|sh) example\n(.*?)^```$/ms;
const outputFence = /^```text output\n(.*?)^```$/ms;

/** @throws Error if the package has no README, or its README no example */
export function readExample({ name, folder }: PublishedPackage): Example {
  const path = join(folder, 'README.md');
  if (!existsSync(path)) throw new Error(`${name} has no README.md`);
  const text = readFileSync(path, 'utf8').replaceAll('\r\n', '\n');
  const fence = exampleFence.exec(text);
  if (fence === null) throw new Error(`${name}/README.md has no block that opens with \`\`\`ts example, \`\`\`js example or \`\`\`sh example`);
  const [whole, language, code] = fence;
  return {
    language: language as Example['language'],
    code: code ?? '',
    output: outputFence.exec(text.slice(fence.index + whole.length))?.[1]?.trim() ?? '',
  };
}
