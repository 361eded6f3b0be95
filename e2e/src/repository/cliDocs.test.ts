import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archetype, temporaryFolder } from '../cli/archetype.js';
import { repository } from '../packed/packages.js';

const PROMPT = '    $ archetype ';
const page = readFileSync(join(repository, 'docs/cli.md'), 'utf8').split('\n');

/** Blocks that show what a command prints; `…` stands for lines that are left out. */
const blocks = page.flatMap((line, index) => {
  if (!line.startsWith(PROMPT)) return [];
  const rest = page.slice(index + 1);
  const end = rest.findIndex((each) => each.startsWith(PROMPT) || /^\S/.test(each));
  return [{ call: line.slice(PROMPT.length), shown: rest.slice(0, end).map((each) => each.slice(4)).filter((each) => each !== '') }];
});

/** The others need a file or a run of the reader's. */
const runnable = blocks.filter(({ call }) => /^(summary|diff) /.test(call));

describe('docs/cli.md', () => {
  it('shows what commands print', () => {
    expect(runnable.length).toBeGreaterThanOrEqual(4);
  });

  it.each(runnable)('what $call prints', async ({ call, shown }) => {
    const { stdout } = await archetype(temporaryFolder(), call.split(' '));
    const printed = stdout.split('\n').filter((line) => line !== '');
    let at = 0;
    for (const [index, line] of shown.entries()) {
      if (line.trim() === '…') continue;
      // Where nothing is left out, the very next line; else one after it.
      const found = index > 0 && shown[index - 1]?.trim() === '…' ? printed.indexOf(line, at) : at;
      expect(printed[found]).toBe(line);
      at = found + 1;
    }
    if (shown.at(-1)?.trim() !== '…') expect(at).toBe(printed.length);
  });
});
