import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../command.js';
import { repository } from '../packed/packages.js';

const text = readFileSync(join(repository, 'docs/validate.md'), 'utf8');
const blocks = [...text.matchAll(/^```sh example\n(?<script>.*?)^```\n(?:\n```text output\n(?<output>.*?)^```$)?/gms)].map(({ groups }) => ({ script: groups?.['script'] ?? '', output: groups?.['output'] ?? '' }));

const folder = mkdtempSync(join(tmpdir(), 'archetype-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('docs/validate.md has blocks to run, each with what it prints', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(7);
  for (const { output } of blocks) expect(output).not.toBe('');
});

// In their order, in one folder: each goes on from the one before.
test.each(blocks)('docs/validate.md: $script', async ({ script, output }) => {
  const { stdout, stderr } = await run('bash', ['-c', script], {
    cwd: folder,
    env: { PATH: `${join(repository, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`, GITHUB_WORKSPACE: undefined, FORCE_COLOR: undefined },
  });
  expect(stdout, stderr).toContain(output.trimEnd());
});

test('docs/validate.md lists every code that the corpus of wrong files has', () => {
  const corpus = JSON.parse(readFileSync(join(repository, 'packages/cli/corpus/index.json'), 'utf8')) as Readonly<Record<string, readonly { readonly code: string }[]>>;
  const codes = new Set(Object.values(corpus).flatMap((findings) => findings.map(({ code }) => code)));
  expect([...codes].filter((code) => !text.includes(`| \`${code}\` |`))).toEqual([]);
});
